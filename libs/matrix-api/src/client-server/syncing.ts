import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { JsonContent } from '../schemas/json-content.js';
import { NaturalNumber } from '../schemas/numbers.js';

/**
 * `filter` is a filter ID, or a JSON Filter when it begins with `{`. The unstable name of `use_state_after` is
 * MSC4222's.
 */
export const sync = defineEndpoint({
  name: 'sync',
  method: 'GET',
  path: '/_matrix/client/v3/sync',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'sync',
  spec: 'client-server-api/#get_matrixclientv3sync',
  query: Type.Object({
    filter: Type.Optional(Type.String()),
    since: Type.Optional(Type.String()),
    full_state: Type.Optional(Type.Boolean()),
    set_presence: Type.Optional(Type.Enum(['offline', 'online', 'unavailable'])),
    /** Milliseconds. */
    timeout: Type.Optional(NaturalNumber),
    use_state_after: Type.Optional(Type.Boolean()),
    'org.matrix.msc4222.use_state_after': Type.Optional(Type.Boolean()),
  }),
  response: JsonContent,
  errors: ['M_INVALID_PARAM', 'M_NOT_FOUND'],
});
