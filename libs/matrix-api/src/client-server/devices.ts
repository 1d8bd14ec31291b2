import Type from 'typebox';
import { BATCH_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { AuthData } from '../schemas/auth-data.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';

const DevicePath = Type.Object({ deviceId: Type.String() });

const DeviceAnswer = Type.Object({
  device_id: Type.String(),
  display_name: Type.Optional(Type.String()),
  last_seen_ip: Type.Optional(Type.String()),
  last_seen_ts: Type.Optional(Type.Integer()),
});

export const getDevices = defineEndpoint({
  name: 'getDevices',
  method: 'GET',
  path: '/_matrix/client/v3/devices',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3devices',
  response: Type.Object({ devices: Type.Array(DeviceAnswer) }),
});

export const getDevice = defineEndpoint({
  name: 'getDevice',
  method: 'GET',
  path: '/_matrix/client/v3/devices/:deviceId',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3devicesdeviceid',
  params: DevicePath,
  response: DeviceAnswer,
  errors: ['M_NOT_FOUND'],
});

export const updateDevice = defineEndpoint({
  name: 'updateDevice',
  method: 'PUT',
  path: '/_matrix/client/v3/devices/:deviceId',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3devicesdeviceid',
  params: DevicePath,
  body: Type.Object({ display_name: Type.Optional(Type.String()) }),
  response: EmptyAnswer,
  errors: ['M_NOT_FOUND'],
});

export const deleteDevice = defineEndpoint({
  name: 'deleteDevice',
  method: 'DELETE',
  path: '/_matrix/client/v3/devices/:deviceId',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#delete_matrixclientv3devicesdeviceid',
  params: DevicePath,
  body: Type.Object({ auth: Type.Optional(AuthData) }),
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_UNAUTHORIZED'],
});

export const deleteDevices = defineEndpoint({
  name: 'deleteDevices',
  method: 'POST',
  path: '/_matrix/client/v3/delete_devices',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#post_matrixclientv3delete_devices',
  body: Type.Object({ devices: Type.Array(Type.String()), auth: Type.Optional(AuthData) }),
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_UNAUTHORIZED'],
});
