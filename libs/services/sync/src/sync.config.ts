import Type from 'typebox';
import { defineSection, type ConfigOf, type Section } from '@chappe/config';

/** Memory of the sync service. */
export const syncSection = defineSection({
  name: 'sync',
  description: 'Memory of the sync service.',
  schema: Type.Object({
    viewBytesMax: Type.Integer({
      description:
        'Memory for the state and newest events of rooms in use, in bytes. At most a quarter of the heap that the ' +
        'process may have is taken. Beyond: the least recently used room goes first, and is read again when needed.',
      minimum: 1_048_576,
      default: 268_435_456,
    }),
    userIdleMs: Type.Integer({
      description: 'How long a user without a request is kept in memory.',
      minimum: 1_000,
      default: 600_000,
    }),
  }),
});

export type SyncConfig = ConfigOf<typeof syncSection>;

/** Every section of the configuration that this library reads. */
export const syncSections: readonly Section[] = [syncSection];
