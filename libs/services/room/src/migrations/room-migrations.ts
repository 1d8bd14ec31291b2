import type { MigrationSet } from '@chappe/postgres';
import { Replacement } from '../room-upgrades/replacement.entity.js';
import { roomsMigration } from './20261123-000200-rooms.js';
import { replicasMigration } from './20261123-000300-replicas.js';
import { replacementsMigration } from './20261123-000400-replacements.js';
import { erasuresMigration } from './20261130-000300-erasures.js';

/** Schema `room`. */
export const roomMigrations: MigrationSet = {
  schema: 'room',
  migrations: [roomsMigration, replicasMigration, replacementsMigration, erasuresMigration],
  entities: [Replacement],
};
