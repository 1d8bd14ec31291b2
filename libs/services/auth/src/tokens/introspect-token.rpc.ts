import { Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type IntrospectTokenRequest, type IntrospectTokenResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { IntrospectToken } from './introspect-token.js';

@Injectable()
@Rpc(AuthServiceDefinition, 'introspectToken')
export class IntrospectTokenRpc implements RpcHandler<typeof AuthServiceDefinition, 'introspectToken'> {
  constructor(private readonly introspectToken: IntrospectToken) {}

  async handle(request: IntrospectTokenRequest): Promise<IntrospectTokenResponse> {
    return this.introspectToken.introspect(request.accessToken);
  }
}
