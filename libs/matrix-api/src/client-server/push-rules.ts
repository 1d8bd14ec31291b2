import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { JsonContent } from '../schemas/json-content.js';

/** A rule of an unknown kind is not found, as any that is not there. */
const RulePath = Type.Object({
  kind: Type.String(),
  ruleId: Type.String(),
});

/** `notify` and the like, or an object that sets a tweak. */
const Actions = Type.Array(Type.Union([Type.String(), JsonContent]));

/** Members of kinds that we do not know are kept: a rule with one never matches. */
const Condition = Type.Object({
  kind: Type.String(),
  key: Type.Optional(Type.String()),
  pattern: Type.Optional(Type.String()),
  is: Type.Optional(Type.String()),
  value: Type.Optional(Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Null()])),
});

export const getPushRules = defineEndpoint({
  name: 'getPushRules',
  method: 'GET',
  path: '/_matrix/client/v3/pushrules/',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3pushrules',
  response: Type.Object({ global: JsonContent }),
});

export const getPushRulesGlobal = defineEndpoint({
  name: 'getPushRulesGlobal',
  method: 'GET',
  path: '/_matrix/client/v3/pushrules/global/',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3pushrulesglobal',
  response: JsonContent,
});

export const getPushRule = defineEndpoint({
  name: 'getPushRule',
  method: 'GET',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3pushrulesglobalkindruleid',
  params: RulePath,
  response: JsonContent,
  errors: ['M_NOT_FOUND'],
});

export const setPushRule = defineEndpoint({
  name: 'setPushRule',
  method: 'PUT',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3pushrulesglobalkindruleid',
  params: RulePath,
  query: Type.Object({ before: Type.Optional(Type.String()), after: Type.Optional(Type.String()) }),
  body: Type.Object({
    actions: Actions,
    conditions: Type.Optional(Type.Array(Condition)),
    pattern: Type.Optional(Type.String()),
  }),
  response: EmptyAnswer,
  errors: ['M_UNKNOWN', 'M_INVALID_PARAM', 'M_NOT_FOUND'],
});

export const deletePushRule = defineEndpoint({
  name: 'deletePushRule',
  method: 'DELETE',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#delete_matrixclientv3pushrulesglobalkindruleid',
  params: RulePath,
  response: EmptyAnswer,
  errors: ['M_NOT_FOUND'],
});

export const getPushRuleEnabled = defineEndpoint({
  name: 'getPushRuleEnabled',
  method: 'GET',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId/enabled',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3pushrulesglobalkindruleidenabled',
  params: RulePath,
  response: Type.Object({ enabled: Type.Boolean() }),
  errors: ['M_NOT_FOUND'],
});

export const setPushRuleEnabled = defineEndpoint({
  name: 'setPushRuleEnabled',
  method: 'PUT',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId/enabled',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3pushrulesglobalkindruleidenabled',
  params: RulePath,
  body: Type.Object({ enabled: Type.Boolean() }),
  response: EmptyAnswer,
  errors: ['M_NOT_FOUND'],
});

export const getPushRuleActions = defineEndpoint({
  name: 'getPushRuleActions',
  method: 'GET',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId/actions',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3pushrulesglobalkindruleidactions',
  params: RulePath,
  response: Type.Object({ actions: Actions }),
  errors: ['M_NOT_FOUND'],
});

export const setPushRuleActions = defineEndpoint({
  name: 'setPushRuleActions',
  method: 'PUT',
  path: '/_matrix/client/v3/pushrules/global/:kind/:ruleId/actions',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3pushrulesglobalkindruleidactions',
  params: RulePath,
  body: Type.Object({ actions: Actions }),
  response: EmptyAnswer,
  errors: ['M_NOT_FOUND'],
});
