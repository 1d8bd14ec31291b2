import { type DynamicModule, Module } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from './server-identity.js';

/** Gives every service the server's name and signing key. */
@Module({})
export class ServerIdentityModule {
  static forRoot(identity: ServerIdentity): DynamicModule {
    const providers = [{ provide: SERVER_IDENTITY, useValue: identity }];
    return { module: ServerIdentityModule, global: true, providers, exports: [SERVER_IDENTITY] };
  }
}
