import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { DeactivationRpcs } from './deactivation.rpcs.js';
import { ErasureStore } from './erasure.store.js';

/** What happens to a user's data when the account is deactivated. */
@Module({ imports: [UsersModule], providers: [DeactivationRpcs, ErasureStore] })
export class DeactivationModule {}
