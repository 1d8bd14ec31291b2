import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getPushRules } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** GET /pushrules/ */
@Injectable()
@Endpoint(getPushRules)
export class GetPushRulesEndpoint implements EndpointHandler<typeof getPushRules> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({ requester }: EndpointRequest<typeof getPushRules>): Promise<RawJson> {
    return new RawJson(JSON.stringify({ global: await this.pushRules.get(requester.userId) }));
  }
}
