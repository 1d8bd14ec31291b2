import { Injectable } from '@nestjs/common';
import { addRule, PUSH_RULE_KINDS, type PushRulePath, removeRule, setActions, setEnabled } from '@chappe/events';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import {
  deletePushRule,
  getPushRule,
  getPushRuleActions,
  getPushRuleEnabled,
  getPushRules,
  getPushRulesGlobal,
  MatrixError,
  setPushRule,
  setPushRuleActions,
  setPushRuleEnabled,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** Push rules (Client-Server API, "Push Rules: API"). */
@Injectable()
export class PushRulesEndpoints {
  constructor(private readonly pushRules: PushRules) {}

  /** GET /pushrules/ */
  @Endpoint(getPushRules)
  async getPushRules({ requester }: EndpointRequest<typeof getPushRules>): Promise<RawJson> {
    return new RawJson(JSON.stringify({ global: await this.pushRules.get(requester.userId) }));
  }

  /** GET /pushrules/global/ */
  @Endpoint(getPushRulesGlobal)
  async getPushRulesGlobal({ requester }: EndpointRequest<typeof getPushRulesGlobal>): Promise<RawJson> {
    return new RawJson(JSON.stringify(await this.pushRules.get(requester.userId)));
  }

  /** GET /pushrules/global/{kind}/{ruleId} */
  @Endpoint(getPushRule)
  async getPushRule({ params, requester }: EndpointRequest<typeof getPushRule>): Promise<RawJson> {
    return new RawJson(JSON.stringify(await this.pushRules.getRule(requester.userId, rulePath(params))));
  }

  /** PUT /pushrules/global/{kind}/{ruleId} */
  @Endpoint(setPushRule)
  async setPushRule({ params, query, body, requester }: EndpointRequest<typeof setPushRule>): Promise<EmptyAnswer> {
    const { actions, conditions, pattern } = body;
    const rule = { ...rulePath(params), ...query, actions, conditions, pattern };
    await this.pushRules.change(requester.userId, (ruleset) => addRule(ruleset, rule));
    return {};
  }

  /** DELETE /pushrules/global/{kind}/{ruleId} */
  @Endpoint(deletePushRule)
  async deletePushRule({ params, requester }: EndpointRequest<typeof deletePushRule>): Promise<EmptyAnswer> {
    const path = rulePath(params);
    await this.pushRules.change(requester.userId, (ruleset) => removeRule(ruleset, path));
    return {};
  }

  /** GET /pushrules/global/{kind}/{ruleId}/actions */
  @Endpoint(getPushRuleActions)
  async getPushRuleActions({ params, requester }: EndpointRequest<typeof getPushRuleActions>): Promise<RawJson> {
    const { actions } = await this.pushRules.getRule(requester.userId, rulePath(params));
    return new RawJson(JSON.stringify({ actions }));
  }

  /** PUT /pushrules/global/{kind}/{ruleId}/actions */
  @Endpoint(setPushRuleActions)
  async setPushRuleActions({
    params,
    body,
    requester,
  }: EndpointRequest<typeof setPushRuleActions>): Promise<EmptyAnswer> {
    const path = rulePath(params);
    await this.pushRules.change(requester.userId, (ruleset) => setActions(ruleset, path, body.actions));
    return {};
  }

  /** GET /pushrules/global/{kind}/{ruleId}/enabled */
  @Endpoint(getPushRuleEnabled)
  async getPushRuleEnabled({
    params,
    requester,
  }: EndpointRequest<typeof getPushRuleEnabled>): Promise<{ enabled: boolean }> {
    const { enabled } = await this.pushRules.getRule(requester.userId, rulePath(params));
    return { enabled };
  }

  /** PUT /pushrules/global/{kind}/{ruleId}/enabled */
  @Endpoint(setPushRuleEnabled)
  async setPushRuleEnabled({
    params,
    body,
    requester,
  }: EndpointRequest<typeof setPushRuleEnabled>): Promise<EmptyAnswer> {
    const path = rulePath(params);
    await this.pushRules.change(requester.userId, (ruleset) => setEnabled(ruleset, path, body.enabled));
    return {};
  }
}

/** @throws MatrixError M_NOT_FOUND */
function rulePath({ kind: text, ruleId }: { readonly kind: string; readonly ruleId: string }): PushRulePath {
  const kind = PUSH_RULE_KINDS.find((each) => each === text);
  if (!kind) throw MatrixError.notFound('There is no such kind of push rule');
  return { kind, ruleId };
}
