import { AuthServiceDefinition } from '../gen/auth/v1/auth.js';
import { hot, once } from './call-route.js';
import { defineContract } from './contract.js';

/** Accounts, devices and their tokens. */
export const authContract = defineContract({
  service: AuthServiceDefinition,
  owner: 'auth',
  setting: 'auths',
  routes: {
    // Whoever answers clients has to know whose token it is.
    introspectToken: { ...hot, callers: ['auth', 'client-api', 'sync'] },
    authorizeInteractively: { ...once, callers: ['client-api'] },
    getDevices: { ...hot, callers: ['client-api'] },
    findUsers: { ...hot, callers: ['client-api'] },
    getRegistration: { ...hot, callers: ['client-api'] },
  },
});
