import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { JsonContent } from '../schemas/json-content.js';
import { mapOf } from '../schemas/map-of.js';

/**
 * Serves no account-specific features, so it reads no token: a client with an ended session must still get its answer.
 */
export const getVersions = defineEndpoint({
  name: 'getVersions',
  method: 'GET',
  path: '/_matrix/client/versions',
  auth: { scheme: 'none' },
  rateLimit: 'none',
  spec: 'client-server-api/#get_matrixclientversions',
  response: Type.Object({ versions: Type.Array(Type.String()), unstable_features: mapOf(Type.Boolean()) }),
});

export const getWellKnownClient = defineEndpoint({
  name: 'getWellKnownClient',
  method: 'GET',
  path: '/.well-known/matrix/client',
  auth: { scheme: 'none' },
  rateLimit: 'none',
  spec: 'client-server-api/#getwell-knownmatrixclient',
  response: JsonContent,
  errors: ['M_NOT_FOUND'],
});

export const getCapabilities = defineEndpoint({
  name: 'getCapabilities',
  method: 'GET',
  path: '/_matrix/client/v3/capabilities',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3capabilities',
  response: Type.Object({ capabilities: JsonContent }),
});

/** How calls get through firewalls. */
export const getTurnServer = defineEndpoint({
  name: 'getTurnServer',
  method: 'GET',
  path: '/_matrix/client/v3/voip/turnServer',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3voipturnserver',
  response: EmptyAnswer,
});

/** The other networks that application services lead to, by name. */
export const getProtocols = defineEndpoint({
  name: 'getProtocols',
  method: 'GET',
  path: '/_matrix/client/v3/thirdparty/protocols',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3thirdpartyprotocols',
  response: mapOf(JsonContent),
});
