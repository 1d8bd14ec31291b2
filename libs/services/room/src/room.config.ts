import { Type } from 'typebox';
import { defineSection, type ConfigOf } from '@chappe/config';
import { DEFAULT_ROOM_VERSION } from '@chappe/events';

export const roomSection = defineSection({
  name: 'room',
  description: 'The owner of rooms and their events.',
  schema: Type.Object({
    defaultRoomVersion: Type.String({
      default: DEFAULT_ROOM_VERSION,
      description: 'Room version of rooms that are created without one.',
    }),
    leaseDurationMs: Type.Integer({
      default: 6_000,
      minimum: 1_000,
      maximum: 60_000,
      description:
        'How long a room partition stays with an owner that is not heard of; the fail-over time after a crash.',
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
