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
