import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler } from '@chappe/http';
import { getWellKnownClient, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { ServerAddress } from './server-address.js';

/** GET /.well-known/matrix/client, where the server's own host asks this process for it. */
@Injectable()
@Endpoint(getWellKnownClient)
export class GetWellKnownClientEndpoint implements EndpointHandler<typeof getWellKnownClient> {
  constructor(private readonly address: ServerAddress) {}

  async handle(): Promise<AnswerOf<typeof getWellKnownClient>> {
    const baseUrl = this.address.configured;
    // Not the address of the request: clients keep the answer, and a client that got here has an address that works.
    if (baseUrl === undefined) throw MatrixError.notFound('The setting server.publicBaseUrl is not set');
    return { 'm.homeserver': { base_url: baseUrl } };
  }
}
