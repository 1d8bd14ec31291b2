export { roomMigrations } from './migrations/room-migrations.js';
export { roomSections } from './room.config.js';
export { RoomModule } from './room.module.js';
