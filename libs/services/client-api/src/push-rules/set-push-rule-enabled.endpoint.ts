import { Injectable } from '@nestjs/common';
import { setEnabled } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setPushRuleEnabled } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** PUT /pushrules/global/{kind}/{ruleId}/enabled */
@Injectable()
@Endpoint(setPushRuleEnabled)
export class SetPushRuleEnabledEndpoint implements EndpointHandler<typeof setPushRuleEnabled> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({
    params,
    body,
    requester,
  }: EndpointRequest<typeof setPushRuleEnabled>): Promise<Record<string, never>> {
    await this.pushRules.change(requester.userId, (ruleset) => setEnabled(ruleset, params, body.enabled));
    return {};
  }
}
