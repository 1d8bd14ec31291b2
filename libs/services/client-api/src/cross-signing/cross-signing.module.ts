import { Module } from '@nestjs/common';
import { PublishedKeysModule } from '../published-keys/published-keys.module.js';
import { UsersModule } from '../users/users.module.js';
import { CrossSigningEndpoints } from './cross-signing.endpoints.js';
import { CrossSigning } from './cross-signing.js';
import { KeySignatures } from './key-signatures.js';

/** Cross-signing (Client-Server API). */
@Module({
  imports: [PublishedKeysModule, UsersModule],
  providers: [CrossSigningEndpoints, CrossSigning, KeySignatures],
})
export class CrossSigningModule {}
