import { Injectable } from '@nestjs/common';
import { setActions } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setPushRuleActions } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** PUT /pushrules/global/{kind}/{ruleId}/actions */
@Injectable()
@Endpoint(setPushRuleActions)
export class SetPushRuleActionsEndpoint implements EndpointHandler<typeof setPushRuleActions> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({
    params,
    body,
    requester,
  }: EndpointRequest<typeof setPushRuleActions>): Promise<Record<string, never>> {
    await this.pushRules.change(requester.userId, (ruleset) => setActions(ruleset, params, body.actions));
    return {};
  }
}
