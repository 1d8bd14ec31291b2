import { type ConfigOf, defineSection } from '@chappe/config';
import Type from 'typebox';

/** Where PostgreSQL is and how it is used. */
export const postgresSection = defineSection({
  name: 'postgres',
  description:
    'Connection to PostgreSQL. Without `host` the all-in-one process runs its own server in the data folder.',
  schema: Type.Object({
    host: Type.Optional(
      Type.String({ description: 'Host name, or folder of the unix socket (starts with /).', minLength: 1 }),
    ),
    port: Type.Integer({
      description: 'TCP port, or number in the socket name.',
      minimum: 1,
      maximum: 65_535,
      default: 5432,
    }),
    user: Type.String({
      description:
        'Role of the process. `grant` lets it do what its service does, and nothing else, when `migration.user` is ' +
        'another one.',
      minLength: 1,
      default: 'chappe',
    }),
    password: Type.Optional(Type.String({ description: 'Password of the role.' })),
    migration: Type.Object({
      user: Type.Optional(
        Type.String({
          description: 'Role that owns the schemas; `migrate` and `grant` use it, no other process. Default: `user`.',
          minLength: 1,
        }),
      ),
      password: Type.Optional(Type.String({ description: 'Its password.' })),
    }),
    database: Type.String({ description: 'Name of the database.', minLength: 1, default: 'chappe' }),
    authorityFile: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "PEM file with the authorities that may sign the server's certificate. With it connections are encrypted " +
          'and the host name is checked; without it they are in the clear. Read at start.',
      }),
    ),
    connectionsMax: Type.Integer({
      description:
        'Size of the connection pool. Owners of rooms use up to 4 more, which reads cannot take. Beyond: requests ' +
        'wait for a connection, `connectTimeoutMs` at most, then 503 M_UNKNOWN.',
      minimum: 2,
      maximum: 200,
      default: 12,
    }),
    connectTimeoutMs: Type.Integer({
      description: 'How long a request waits for a free or new connection before it is refused.',
      minimum: 100,
      maximum: 60_000,
      default: 5_000,
    }),
    startTimeoutMs: Type.Integer({
      description:
        'How long a starting process waits for a server that does not answer or is starting itself, before it gives ' +
        'up.',
      minimum: 0,
      maximum: 600_000,
      default: 15_000,
    }),
    statementTimeoutMs: Type.Integer({
      description: 'Longest time of one statement.',
      minimum: 100,
      maximum: 600_000,
      default: 30_000,
    }),
  }),
  secrets: ['password', 'migration.password'],
});

export type PostgresConfig = ConfigOf<typeof postgresSection>;
