import { DEFAULT_ROOM_VERSION, ROOM_VERSIONS } from '@chappe/events';
import Type from 'typebox';
import { type ConfigOf, defineSection } from '../section.js';

/** What never changes after the first start, and how clients reach the server. */
export const serverSection = defineSection({
  name: 'server',
  description: 'The homeserver as users and other servers see it.',
  schema: Type.Object({
    name: Type.String({
      description:
        'Server name: the part of user IDs after the colon. Fixed for ever at the first start, so nothing starts ' +
        'without it (the all-in-one process only the first time).',
      minLength: 1,
      maxLength: 230,
    }),
    partitionCount: Type.Integer({
      description: 'Number of room partitions and of user partitions. Fixed at the first start.',
      minimum: 1,
      maximum: 1_024,
      default: 16,
    }),
    defaultRoomVersion: Type.Enum(
      ROOM_VERSIONS.map(({ version }) => version),
      { description: 'Room version of rooms that are created without one.', default: DEFAULT_ROOM_VERSION },
    ),
    signingKeyFile: Type.Optional(
      Type.String({
        description:
          'File of the signing key, the same for every process that signs (room; the others need none). A process of ' +
          'its own never makes one. Default in the all-in-one process: `signing.key` in the data folder, made at the ' +
          'first start.',
        minLength: 1,
      }),
    ),
    publicBaseUrl: Type.Optional(
      Type.String({
        description: 'Address at which clients reach the Client-Server API, when it is not the listening address.',
        pattern: '^https?://[^/]+(/.*)?$',
      }),
    ),
  }),
});

export type ServerConfig = ConfigOf<typeof serverSection>;
