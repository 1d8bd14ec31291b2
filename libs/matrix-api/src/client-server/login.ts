import Type from 'typebox';
import { OPEN_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { DeviceIdString } from '../schemas/identifiers.js';
import { JsonContent } from '../schemas/json-content.js';

/** Members beside `type` depend on it (client-server-api/#identifier-types). */
const UserIdentifier = Type.Object({
  type: Type.String(),
  user: Type.Optional(Type.String()),
  medium: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  country: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
});

const SessionAnswer = Type.Object({
  user_id: Type.String(),
  access_token: Type.String(),
  refresh_token: Type.Optional(Type.String()),
  expires_in_ms: Type.Optional(Type.Integer()),
  home_server: Type.Optional(Type.String()),
  device_id: Type.String(),
  well_known: Type.Optional(JsonContent),
});

export const getLoginFlows = defineEndpoint({
  name: 'getLoginFlows',
  method: 'GET',
  path: '/_matrix/client/v3/login',
  auth: { scheme: 'none' },
  rateLimit: 'none',
  spec: 'client-server-api/#get_matrixclientv3login',
  response: Type.Object({
    flows: Type.Array(Type.Object({ type: Type.String(), get_login_token: Type.Optional(Type.Boolean()) })),
  }),
  errors: ['M_UNRECOGNIZED'],
});

/**
 * `user`, `medium` and `address` beside `identifier` are the deprecated form. What counts is failed attempts, by
 * account and address, which the auth service does: nobody is refused for what others at the same address ask.
 */
export const login = defineEndpoint({
  name: 'login',
  method: 'POST',
  path: '/_matrix/client/v3/login',
  auth: { scheme: 'none' },
  rateLimit: 'none',
  servedWhileFull: true,
  spec: 'client-server-api/#post_matrixclientv3login',
  body: Type.Object({
    type: Type.String(),
    identifier: Type.Optional(UserIdentifier),
    user: Type.Optional(Type.String()),
    medium: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
    password: Type.Optional(Type.String()),
    token: Type.Optional(Type.String()),
    device_id: Type.Optional(DeviceIdString),
    initial_device_display_name: Type.Optional(Type.String()),
    refresh_token: Type.Optional(Type.Boolean()),
  }),
  bodyBytesMax: OPEN_BODY_BYTES_MAX,
  response: SessionAnswer,
  errors: ['M_UNKNOWN', 'M_FORBIDDEN', 'M_USER_DEACTIVATED', 'M_APPSERVICE_LOGIN_UNSUPPORTED'],
});

/** Counted by the auth service when it knows whose token it is: refreshes by user, unknown tokens by address. */
export const refreshToken = defineEndpoint({
  name: 'refreshToken',
  method: 'POST',
  path: '/_matrix/client/v3/refresh',
  auth: { scheme: 'none' },
  rateLimit: 'none',
  servedWhileFull: true,
  spec: 'client-server-api/#post_matrixclientv3refresh',
  body: Type.Object({ refresh_token: Type.String() }),
  bodyBytesMax: OPEN_BODY_BYTES_MAX,
  response: Type.Object({
    access_token: Type.String(),
    refresh_token: Type.Optional(Type.String()),
    expires_in_ms: Type.Optional(Type.Integer()),
  }),
  errors: ['M_UNKNOWN_TOKEN'],
});

export const logout = defineEndpoint({
  name: 'logout',
  method: 'POST',
  path: '/_matrix/client/v3/logout',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  servedWhileFull: true,
  spec: 'client-server-api/#post_matrixclientv3logout',
  response: EmptyAnswer,
});

export const logoutAll = defineEndpoint({
  name: 'logoutAll',
  method: 'POST',
  path: '/_matrix/client/v3/logout/all',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  servedWhileFull: true,
  spec: 'client-server-api/#post_matrixclientv3logoutall',
  response: EmptyAnswer,
});
