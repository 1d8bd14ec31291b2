import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getPushRule } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** GET /pushrules/global/{kind}/{ruleId} */
@Injectable()
@Endpoint(getPushRule)
export class GetPushRuleEndpoint implements EndpointHandler<typeof getPushRule> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({ params, requester }: EndpointRequest<typeof getPushRule>): Promise<RawJson> {
    return new RawJson(JSON.stringify(await this.pushRules.getRule(requester.userId, params)));
  }
}
