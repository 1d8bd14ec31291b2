import Type from 'typebox';
import { BATCH_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { AuthData } from '../schemas/auth-data.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { JsonContent } from '../schemas/json-content.js';
import { mapByUserId, mapOf } from '../schemas/map-of.js';
import { NaturalNumber } from '../schemas/numbers.js';

/** By user ID, then by key ID. Objects are stored and served as they came, members unknown to us included. */
const Signatures = mapOf(mapOf(Type.String()));

const DeviceKeys = Type.Object({
  user_id: Type.String(),
  device_id: Type.String(),
  algorithms: Type.Array(Type.String()),
  keys: mapOf(Type.String()),
  signatures: Signatures,
});

const CrossSigningKey = Type.Object({
  user_id: Type.String(),
  usage: Type.Array(Type.String()),
  keys: mapOf(Type.String()),
  signatures: Type.Optional(Signatures),
});

/** A bare key, or a KeyObject with its signatures. */
const OneTimeKey = Type.Union([
  Type.String(),
  Type.Object({ key: Type.String(), signatures: Type.Optional(Signatures), fallback: Type.Optional(Type.Boolean()) }),
]);

export const uploadKeys = defineEndpoint({
  name: 'uploadKeys',
  method: 'POST',
  path: '/_matrix/client/v3/keys/upload',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'keys',
  spec: 'client-server-api/#post_matrixclientv3keysupload',
  body: Type.Object({
    device_keys: Type.Optional(DeviceKeys),
    one_time_keys: Type.Optional(mapOf(OneTimeKey)),
    fallback_keys: Type.Optional(mapOf(OneTimeKey)),
  }),
  canonicalBody: true,
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: Type.Object({ one_time_key_counts: mapOf(Type.Integer()) }),
  errors: ['M_INVALID_PARAM', 'M_INVALID_SIGNATURE', 'M_FORBIDDEN'],
});

export const queryKeys = defineEndpoint({
  name: 'queryKeys',
  method: 'POST',
  path: '/_matrix/client/v3/keys/query',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'keys',
  servedWhileFull: true,
  spec: 'client-server-api/#post_matrixclientv3keysquery',
  body: Type.Object({
    /** Milliseconds to wait for other servers. */
    timeout: Type.Optional(NaturalNumber),
    device_keys: mapByUserId(Type.Array(Type.String())),
  }),
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: Type.Object({
    failures: Type.Optional(mapOf(JsonContent)),
    device_keys: mapOf(mapOf(JsonContent)),
    master_keys: Type.Optional(mapOf(JsonContent)),
    self_signing_keys: Type.Optional(mapOf(JsonContent)),
    user_signing_keys: Type.Optional(mapOf(JsonContent)),
  }),
});

export const claimKeys = defineEndpoint({
  name: 'claimKeys',
  method: 'POST',
  path: '/_matrix/client/v3/keys/claim',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'keys',
  spec: 'client-server-api/#post_matrixclientv3keysclaim',
  body: Type.Object({
    /** Milliseconds to wait for other servers. */
    timeout: Type.Optional(NaturalNumber),
    /** By user ID and device ID: the algorithm. */
    one_time_keys: mapByUserId(mapOf(Type.String())),
  }),
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: Type.Object({
    failures: Type.Optional(mapOf(JsonContent)),
    one_time_keys: mapOf(mapOf(mapOf(Type.Union([Type.String(), JsonContent])))),
  }),
});

/** `from` and `to` are sync tokens. */
export const getKeyChanges = defineEndpoint({
  name: 'getKeyChanges',
  method: 'GET',
  path: '/_matrix/client/v3/keys/changes',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#get_matrixclientv3keyschanges',
  query: Type.Object({ from: Type.String(), to: Type.String() }),
  response: Type.Object({ changed: Type.Array(Type.String()), left: Type.Array(Type.String()) }),
  errors: ['M_INVALID_PARAM'],
});

/** The alias is what one method of matrix-js-sdk still posts to (MSC1756). */
export const uploadCrossSigningKeys = defineEndpoint({
  name: 'uploadCrossSigningKeys',
  method: 'POST',
  path: '/_matrix/client/v3/keys/device_signing/upload',
  aliases: ['/_matrix/client/unstable/keys/device_signing/upload'],
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#post_matrixclientv3keysdevice_signingupload',
  body: Type.Object({
    master_key: Type.Optional(CrossSigningKey),
    self_signing_key: Type.Optional(CrossSigningKey),
    user_signing_key: Type.Optional(CrossSigningKey),
    auth: Type.Optional(AuthData),
  }),
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_INVALID_SIGNATURE', 'M_MISSING_PARAM', 'M_FORBIDDEN', 'M_UNAUTHORIZED'],
});

/** The body: signed device keys and cross-signing keys by user ID, then by device ID or public key. */
export const uploadSignatures = defineEndpoint({
  name: 'uploadSignatures',
  method: 'POST',
  path: '/_matrix/client/v3/keys/signatures/upload',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#post_matrixclientv3keyssignaturesupload',
  body: mapByUserId(mapOf(JsonContent)),
  canonicalBody: true,
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: Type.Object({ failures: Type.Optional(mapOf(mapOf(JsonContent))) }),
  errors: ['M_INVALID_SIGNATURE'],
});

/** Messages by user ID, then by device ID or `*` for all devices. */
export const sendToDevice = defineEndpoint({
  name: 'sendToDevice',
  method: 'PUT',
  path: '/_matrix/client/v3/sendToDevice/:eventType/:txnId',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'send',
  spec: 'client-server-api/#put_matrixclientv3sendtodeviceeventtypetxnid',
  params: Type.Object({ eventType: Type.String(), txnId: Type.String() }),
  body: Type.Object({ messages: mapByUserId(mapOf(JsonContent)) }),
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: EmptyAnswer,
});
