import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getPushRuleEnabled } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** GET /pushrules/global/{kind}/{ruleId}/enabled */
@Injectable()
@Endpoint(getPushRuleEnabled)
export class GetPushRuleEnabledEndpoint implements EndpointHandler<typeof getPushRuleEnabled> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({ params, requester }: EndpointRequest<typeof getPushRuleEnabled>): Promise<{ enabled: boolean }> {
    const { enabled } = await this.pushRules.getRule(requester.userId, params);
    return { enabled };
  }
}
