import Type from 'typebox';
import { OPEN_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { AuthData } from '../schemas/auth-data.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';

export const whoami = defineEndpoint({
  name: 'whoami',
  method: 'GET',
  path: '/_matrix/client/v3/account/whoami',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3accountwhoami',
  response: Type.Object({
    user_id: Type.String(),
    device_id: Type.Optional(Type.String()),
    is_guest: Type.Optional(Type.Boolean()),
  }),
});

/** Without a token, interactive authentication alone says whose password it is. */
export const changePassword = defineEndpoint({
  name: 'changePassword',
  method: 'POST',
  path: '/_matrix/client/v3/account/password',
  auth: { scheme: 'bearer', guests: true, optional: true },
  rateLimit: 'login',
  spec: 'client-server-api/#post_matrixclientv3accountpassword',
  body: Type.Object({
    new_password: Type.Optional(Type.String()),
    logout_devices: Type.Optional(Type.Boolean()),
    auth: Type.Optional(AuthData),
  }),
  bodyBytesMax: OPEN_BODY_BYTES_MAX,
  response: EmptyAnswer,
  errors: ['M_WEAK_PASSWORD', 'M_MISSING_PARAM', 'M_FORBIDDEN', 'M_UNAUTHORIZED'],
});

/** Without a token, interactive authentication alone says whose account it is. */
export const deactivateAccount = defineEndpoint({
  name: 'deactivateAccount',
  method: 'POST',
  path: '/_matrix/client/v3/account/deactivate',
  auth: { scheme: 'bearer', guests: true, optional: true },
  rateLimit: 'login',
  spec: 'client-server-api/#post_matrixclientv3accountdeactivate',
  body: Type.Object({
    auth: Type.Optional(AuthData),
    id_server: Type.Optional(Type.String()),
    erase: Type.Optional(Type.Boolean()),
  }),
  bodyBytesMax: OPEN_BODY_BYTES_MAX,
  response: Type.Object({ id_server_unbind_result: Type.Enum(['success', 'no-support']) }),
  errors: ['M_FORBIDDEN', 'M_UNAUTHORIZED'],
});
