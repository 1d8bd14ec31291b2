import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getPushRuleActions } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** GET /pushrules/global/{kind}/{ruleId}/actions */
@Injectable()
@Endpoint(getPushRuleActions)
export class GetPushRuleActionsEndpoint implements EndpointHandler<typeof getPushRuleActions> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({ params, requester }: EndpointRequest<typeof getPushRuleActions>): Promise<RawJson> {
    const { actions } = await this.pushRules.getRule(requester.userId, params);
    return new RawJson(JSON.stringify({ actions }));
  }
}
