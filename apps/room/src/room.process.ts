import { RoomServiceDefinition } from '@chappe/contracts';
import { type ProcessDefinition, topicCommands } from '@chappe/process';
import { roomMigrations, RoomModule, roomSections } from '@chappe/room';

/** The owner of rooms as a process of its own. */
export const roomProcess: ProcessDefinition = {
  name: 'room',
  description: 'owner of rooms, events, state and membership; answers the other services, no clients.',
  sections: roomSections,
  migrationSets: [roomMigrations],
  serves: [RoomServiceDefinition],
  module: RoomModule,
  commands: topicCommands('node apps/room/dist/main.js topic'),
};
