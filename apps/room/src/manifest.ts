import { roomContract, roomLog, STORED_LOGS } from '@chappe/contracts';
import { defineService, generationCommands, joinCommands, signingKeyCommands, topicCommands } from '@chappe/process';
import { roomMigrations, RoomModule, roomSections } from '@chappe/room';

export const manifest = defineService({
  name: 'room',
  title: 'owner of events, state and membership',
  description: 'owner of rooms, events, state and membership; answers the other services, no clients.',
  sections: roomSections,
  migrationSets: [roomMigrations],
  serves: [roomContract],
  // A change of device lists goes to the owner of each partition.
  calls: [roomContract],
  writes: [roomLog],
  reads: [roomLog],
  // The owner of a partition publishes all its logs.
  relays: STORED_LOGS,
  deactivation: { hook: roomContract },
  signs: true,
  scaling: 'operator',
  module: RoomModule,
  commands: joinCommands(
    topicCommands('node apps/room/dist/main.js topic'),
    signingKeyCommands('node apps/room/dist/main.js signing-key'),
    generationCommands('node apps/room/dist/main.js generation'),
  ),
});
