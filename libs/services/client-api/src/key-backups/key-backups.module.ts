import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { KeyAnswers } from './key-answers.js';
import { KeyBackupStore } from './key-backup.store.js';
import { KeyBackupsEndpoints } from './key-backups.endpoints.js';
import { KeyBackups } from './key-backups.js';

/** Server-side key backups (Client-Server API). */
@Module({ imports: [UsersModule], providers: [KeyAnswers, KeyBackupsEndpoints, KeyBackups, KeyBackupStore] })
export class KeyBackupsModule {}
