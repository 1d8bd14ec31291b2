import { type DynamicModule, Module } from '@nestjs/common';
import { canSign, SERVER_IDENTITY, type ServerIdentity, SIGNING_IDENTITY } from './server-identity.js';

/** Gives every service the server's name, and the signing key where the process has it. */
@Module({})
export class ServerIdentityModule {
  static forRoot(identity: ServerIdentity): DynamicModule {
    const providers = [
      { provide: SERVER_IDENTITY, useValue: { serverName: identity.serverName } satisfies ServerIdentity },
      ...(canSign(identity) ? [{ provide: SIGNING_IDENTITY, useValue: identity }] : []),
    ];
    return { module: ServerIdentityModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
