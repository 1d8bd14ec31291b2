import { roomContract } from '@chappe/contracts';
import { joinCommands, type ProcessDefinition, signingKeyCommands, topicCommands } from '@chappe/process';
import { roomMigrations, RoomModule, roomSections } from '@chappe/room';

/** The owner of rooms as a process of its own. */
export const roomProcess: ProcessDefinition = {
  name: 'room',
  description: 'owner of rooms, events, state and membership; answers the other services, no clients.',
  sections: roomSections,
  migrationSets: [roomMigrations],
  serves: [roomContract],
  calls: [roomContract],
  module: RoomModule,
  commands: joinCommands(
    topicCommands('node apps/room/dist/main.js topic'),
    signingKeyCommands('node apps/room/dist/main.js signing-key'),
  ),
};
