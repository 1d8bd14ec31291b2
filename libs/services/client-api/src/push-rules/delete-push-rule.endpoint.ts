import { Injectable } from '@nestjs/common';
import { removeRule } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deletePushRule } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** DELETE /pushrules/global/{kind}/{ruleId} */
@Injectable()
@Endpoint(deletePushRule)
export class DeletePushRuleEndpoint implements EndpointHandler<typeof deletePushRule> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({ params, requester }: EndpointRequest<typeof deletePushRule>): Promise<Record<string, never>> {
    await this.pushRules.change(requester.userId, (ruleset) => removeRule(ruleset, params));
    return {};
  }
}
