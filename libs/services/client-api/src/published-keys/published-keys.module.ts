import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { KeyQueries } from './key-queries.js';
import { PublishedKeyStore } from './published-key.store.js';
import { PublishedKeysEndpoints } from './published-keys.endpoints.js';
import { PublishedKeys } from './published-keys.js';

/** The keys that users publish, and querying them (Client-Server API, "End-to-End Encryption"). */
@Module({
  imports: [UsersModule],
  providers: [KeyQueries, PublishedKeysEndpoints, PublishedKeys, PublishedKeyStore],
  exports: [PublishedKeyStore],
})
export class PublishedKeysModule {}
