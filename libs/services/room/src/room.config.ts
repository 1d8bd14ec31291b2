import { Type } from 'typebox';
import { defineSection, type ConfigOf } from '@chappe/config';

export const roomSection = defineSection({
  name: 'room',
  description: 'The owner of rooms and their events.',
  schema: Type.Object({
    leaseDurationMs: Type.Integer({
      default: 4_000,
      minimum: 1_000,
      maximum: 60_000,
      description:
        'How long a room partition stays with an owner that is not heard of; a crash costs this and half a second.',
    }),
    stateEventsMax: Type.Integer({
      default: 20_000,
      minimum: 100,
      maximum: 1_000_000,
      description: 'State events that one room may hold, members not counted. Beyond: 413 M_TOO_LARGE.',
    }),
    stateBytesMax: Type.Integer({
      default: 16_777_216,
      minimum: 1_048_576,
      maximum: 1_073_741_824,
      description:
        'Bytes of state that one room may hold, members not counted. Who syncs a room gets all of it, and sync keeps ' +
        'it in memory. Beyond: 413 M_TOO_LARGE.',
    }),
    membersMax: Type.Integer({
      default: 250_000,
      minimum: 100,
      maximum: 10_000_000,
      description:
        'Users that one room may have, those who left and those who are invited or banned included. Beyond: ' +
        '413 M_TOO_LARGE.',
    }),
    takeOverLeases: Type.Boolean({
      default: false,
      description:
        'Take every room partition at start, whoever holds it. Right when only one process can run on the database.',
    }),
  }),
});

export type RoomConfig = ConfigOf<typeof roomSection>;

/** Sections of the room service. */
export const roomSections = [roomSection] as const;
