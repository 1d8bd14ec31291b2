import { UserDataServiceDefinition } from '../gen/user/v1/user.js';
import { hot, read } from './call-route.js';
import { defineContract } from './contract.js';

/** Account data, filters, and what devices hold. */
export const userDataContract = defineContract({
  service: UserDataServiceDefinition,
  owner: 'client-api',
  setting: 'clientApis',
  routes: {
    readUser: { ...read, callers: ['sync'] },
    readDevice: { ...hot, callers: ['sync'] },
    acknowledgeToDevice: { ...hot, callers: ['sync'] },
    deactivateUserData: { ...read, callers: ['auth'] },
    getFilter: { ...hot, callers: ['sync'] },
  },
});
