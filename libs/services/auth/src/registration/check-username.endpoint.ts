import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { registerAvailable, type AnswerOf } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';

@Injectable()
@Endpoint(registerAvailable)
export class CheckUsernameEndpoint implements EndpointHandler<typeof registerAvailable> {
  constructor(private readonly accounts: Accounts) {}

  async handle({ query }: EndpointRequest<typeof registerAvailable>): Promise<AnswerOf<typeof registerAvailable>> {
    await this.accounts.checkFree(this.accounts.newUserId(query.username));
    return { available: true };
  }
}
