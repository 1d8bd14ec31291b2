import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { UserIdString } from '../schemas/identifiers.js';
import { JsonContent } from '../schemas/json-content.js';

/**
 * The body is a Filter; `parseFilter` of `@chappe/events` checks it, so its shape is not described a second time here.
 */
export const defineFilter = defineEndpoint({
  name: 'defineFilter',
  method: 'POST',
  path: '/_matrix/client/v3/user/:userId/filter',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#post_matrixclientv3useruseridfilter',
  params: Type.Object({ userId: UserIdString }),
  body: JsonContent,
  response: Type.Object({ filter_id: Type.String() }),
  errors: ['M_FORBIDDEN', 'M_BAD_JSON'],
});

export const getFilter = defineEndpoint({
  name: 'getFilter',
  method: 'GET',
  path: '/_matrix/client/v3/user/:userId/filter/:filterId',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3useruseridfilterfilterid',
  params: Type.Object({ userId: UserIdString, filterId: Type.String() }),
  response: JsonContent,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});
