import { Injectable } from '@nestjs/common';
import { addRule } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setPushRule } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** PUT /pushrules/global/{kind}/{ruleId} */
@Injectable()
@Endpoint(setPushRule)
export class SetPushRuleEndpoint implements EndpointHandler<typeof setPushRule> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({
    params,
    query,
    body,
    requester,
  }: EndpointRequest<typeof setPushRule>): Promise<Record<string, never>> {
    const { actions, conditions, pattern } = body;
    const wanted = { ...params, ...query, actions, conditions, pattern };
    await this.pushRules.change(requester.userId, (ruleset) => addRule(ruleset, wanted));
    return {};
  }
}
