import { consumerTablesSql } from '@chappe/event-log';
import type { MigrationSet } from '@chappe/postgres';
import { Filter } from '../filters/filter.entity.js';
import { Profile } from '../profiles/profile.entity.js';
import { accountDataMigration } from './account-data.migration.js';
import { keyBackupBytesMigration } from './key-backup-bytes.migration.js';
import { erasureMigration } from './erasure.migration.js';
import { keyBackupsMigration } from './key-backups.migration.js';
import { keysMigration } from './keys.migration.js';
import { profilesMigration } from './profiles.migration.js';
import { toDeviceMigration } from './to-device.migration.js';

/** Schema of user data. */
export const clientApiMigrations: MigrationSet = {
  schema: 'client_api',
  migrations: [
    profilesMigration,
    accountDataMigration,
    keysMigration,
    toDeviceMigration,
    keyBackupsMigration,
    { name: '20261123-000205-consumers', sql: consumerTablesSql('client_api') },
    keyBackupBytesMigration,
    erasureMigration,
  ],
  entities: [Filter, Profile],
};
