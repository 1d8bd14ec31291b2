import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { UserIdString } from '../schemas/identifiers.js';
import { JsonContent } from '../schemas/json-content.js';

const UserPath = Type.Object({ userId: UserIdString });
const FieldPath = Type.Object({ userId: UserIdString, keyName: Type.String() });

export const getProfile = defineEndpoint({
  name: 'getProfile',
  method: 'GET',
  path: '/_matrix/client/v3/profile/:userId',
  auth: { scheme: 'bearer', guests: true, lookup: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3profileuserid',
  params: UserPath,
  response: JsonContent,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

export const getProfileField = defineEndpoint({
  name: 'getProfileField',
  method: 'GET',
  path: '/_matrix/client/v3/profile/:userId/:keyName',
  auth: { scheme: 'bearer', guests: true, lookup: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3profileuseridkeyname',
  params: FieldPath,
  response: JsonContent,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

/** The body has one member, named like the path's `keyName`. Guests may set `displayname` only. */
export const setProfileField = defineEndpoint({
  name: 'setProfileField',
  method: 'PUT',
  path: '/_matrix/client/v3/profile/:userId/:keyName',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3profileuseridkeyname',
  params: FieldPath,
  body: JsonContent,
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_MISSING_PARAM', 'M_INVALID_PARAM', 'M_PROFILE_TOO_LARGE', 'M_KEY_TOO_LARGE'],
});

/** Guests may delete `displayname` only. */
export const deleteProfileField = defineEndpoint({
  name: 'deleteProfileField',
  method: 'DELETE',
  path: '/_matrix/client/v3/profile/:userId/:keyName',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'write',
  spec: 'client-server-api/#delete_matrixclientv3profileuseridkeyname',
  params: FieldPath,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_INVALID_PARAM'],
});
