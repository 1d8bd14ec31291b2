import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getPushRulesGlobal } from '@chappe/matrix-api';
import { PushRules } from './push-rules.js';

/** GET /pushrules/global/ */
@Injectable()
@Endpoint(getPushRulesGlobal)
export class GetPushRulesGlobalEndpoint implements EndpointHandler<typeof getPushRulesGlobal> {
  constructor(private readonly pushRules: PushRules) {}

  async handle({ requester }: EndpointRequest<typeof getPushRulesGlobal>): Promise<RawJson> {
    return new RawJson(JSON.stringify(await this.pushRules.get(requester.userId)));
  }
}
