import Type from 'typebox';
import { OPEN_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { AuthData } from '../schemas/auth-data.js';
import { DeviceIdString } from '../schemas/identifiers.js';

/** The auth service counts, by address, the accounts that are made and the sessions that it keeps for their making. */
export const register = defineEndpoint({
  name: 'register',
  method: 'POST',
  path: '/_matrix/client/v3/register',
  auth: { scheme: 'none' },
  rateLimit: 'none',
  spec: 'client-server-api/#post_matrixclientv3register',
  query: Type.Object({ kind: Type.Enum(['user', 'guest'], { default: 'user' }) }),
  body: Type.Object({
    auth: Type.Optional(AuthData),
    username: Type.Optional(Type.String()),
    password: Type.Optional(Type.String()),
    device_id: Type.Optional(DeviceIdString),
    initial_device_display_name: Type.Optional(Type.String()),
    inhibit_login: Type.Optional(Type.Boolean()),
    refresh_token: Type.Optional(Type.Boolean()),
  }),
  bodyBytesMax: OPEN_BODY_BYTES_MAX,
  response: Type.Object({
    user_id: Type.String(),
    access_token: Type.Optional(Type.String()),
    refresh_token: Type.Optional(Type.String()),
    expires_in_ms: Type.Optional(Type.Integer()),
    home_server: Type.Optional(Type.String()),
    device_id: Type.Optional(Type.String()),
  }),
  errors: ['M_USER_IN_USE', 'M_INVALID_USERNAME', 'M_EXCLUSIVE', 'M_WEAK_PASSWORD', 'M_FORBIDDEN', 'M_UNAUTHORIZED'],
});

export const registerAvailable = defineEndpoint({
  name: 'registerAvailable',
  method: 'GET',
  path: '/_matrix/client/v3/register/available',
  auth: { scheme: 'bearer', guests: true, lookup: true },
  rateLimit: 'register',
  spec: 'client-server-api/#get_matrixclientv3registeravailable',
  query: Type.Object({ username: Type.String() }),
  response: Type.Object({ available: Type.Boolean() }),
  errors: ['M_USER_IN_USE', 'M_INVALID_USERNAME', 'M_EXCLUSIVE'],
});

export const registrationTokenValidity = defineEndpoint({
  name: 'registrationTokenValidity',
  method: 'GET',
  path: '/_matrix/client/v1/register/m.login.registration_token/validity',
  auth: { scheme: 'none' },
  rateLimit: 'register',
  spec: 'client-server-api/#get_matrixclientv1registermloginregistration_tokenvalidity',
  query: Type.Object({ token: Type.String() }),
  response: Type.Object({ valid: Type.Boolean() }),
  errors: ['M_FORBIDDEN'],
});
