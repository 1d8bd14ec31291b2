import { AuthServiceDefinition } from '../gen/auth/v1/auth.js';
import { hot, once } from './call-route.js';
import { defineContract } from './contract.js';

/** Accounts, devices and their tokens. */
export const authContract = defineContract({
  service: AuthServiceDefinition,
  owner: 'auth',
  setting: 'auths',
  routes: {
    introspectToken: hot,
    authorizeInteractively: once,
    getDevices: hot,
    findUsers: hot,
  },
});
