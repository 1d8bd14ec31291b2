import type { MigrationSet } from '@chappe/postgres';
import { roomsMigration } from './20261123-000200-rooms.js';

/** Schema `room`. */
export const roomMigrations: MigrationSet = { schema: 'room', migrations: [roomsMigration] };
