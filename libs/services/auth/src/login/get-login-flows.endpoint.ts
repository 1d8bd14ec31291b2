import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler } from '@chappe/http';
import { getLoginFlows, type AnswerOf } from '@chappe/matrix-api';

@Injectable()
@Endpoint(getLoginFlows)
export class GetLoginFlowsEndpoint implements EndpointHandler<typeof getLoginFlows> {
  async handle(): Promise<AnswerOf<typeof getLoginFlows>> {
    return { flows: [{ type: 'm.login.password' }] };
  }
}
