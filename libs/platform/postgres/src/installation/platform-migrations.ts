import type { MigrationSet } from '../schemas/migration-set.js';

/** The platform's own schema: what was decided when this homeserver was installed. */
export const platformMigrations: MigrationSet = {
  schema: 'platform',
  migrations: [
    {
      name: '20261123-000100-installation',
      sql: `
        CREATE TABLE installation (
          only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
          server_name text NOT NULL,
          partition_count integer NOT NULL CHECK (partition_count > 0),
          signing_key_id text NOT NULL,
          signing_public_key bytea NOT NULL,
          installed_at_ms bigint NOT NULL
        );
        COMMENT ON TABLE installation IS 'One row: what must never change while this database is in use';
        COMMENT ON COLUMN installation.only_row IS 'Always true: keeps the table at one row';
        COMMENT ON COLUMN installation.server_name IS 'Server name in every user ID and room alias of this homeserver';
        COMMENT ON COLUMN installation.partition_count IS 'Number of room partitions and of user partitions';
        COMMENT ON COLUMN installation.signing_key_id IS 'Key ID (ed25519:version) of the key at installation';
        COMMENT ON COLUMN installation.signing_public_key IS 'Its public half, 32 bytes';
        COMMENT ON COLUMN installation.installed_at_ms IS 'Time of installation, milliseconds since the Unix epoch';
      `,
    },
    {
      name: '20261123-000200-signing-keys',
      sql: `
        CREATE TABLE signing_keys (
          key_id text PRIMARY KEY,
          public_key bytea NOT NULL,
          accepted_at_ms bigint NOT NULL,
          retired_at_ms bigint
        );
        COMMENT ON TABLE signing_keys IS 'Keys with which this homeserver signs or once signed; never deleted';
        COMMENT ON COLUMN signing_keys.key_id IS 'Key ID (ed25519:version)';
        COMMENT ON COLUMN signing_keys.public_key IS 'The public half, 32 bytes';
        COMMENT ON COLUMN signing_keys.accepted_at_ms IS 'Accepted at, milliseconds since the Unix epoch';
        COMMENT ON COLUMN signing_keys.retired_at_ms IS 'From when on no process starts with it; NULL: it may be used';
      `,
    },
    {
      name: '20261130-000100-generations',
      sql: `
        CREATE TABLE generations (
          sequence integer PRIMARY KEY,
          generation bigint NOT NULL UNIQUE,
          database_run text NOT NULL,
          cause text NOT NULL,
          began_at_ms bigint NOT NULL,
          room_positions bigint[] NOT NULL,
          user_positions bigint[] NOT NULL
        );
        COMMENT ON TABLE generations IS 'Stretches of time in which log positions only grew; the last one is current';
        COMMENT ON COLUMN generations.sequence IS 'Order in which they began, from 0 on';
        COMMENT ON COLUMN generations.generation IS 'Its name in tokens and records: 0 for the first, else random';
        COMMENT ON COLUMN generations.database_run IS 'Timeline and start time of the server in which it began';
        COMMENT ON COLUMN generations.cause IS 'Why it began, for people';
        COMMENT ON COLUMN generations.began_at_ms IS 'When it began, milliseconds since the Unix epoch';
        COMMENT ON COLUMN generations.room_positions IS
          'Position of each room partition at its begin: what earlier generations gave out beyond it is lost';
        COMMENT ON COLUMN generations.user_positions IS 'The same of each user partition';
      `,
    },
    {
      name: '20261130-000200-installation-before-key',
      sql: `
        ALTER TABLE installation ALTER COLUMN signing_key_id DROP NOT NULL;
        ALTER TABLE installation ALTER COLUMN signing_public_key DROP NOT NULL;
        COMMENT ON COLUMN installation.signing_key_id IS
          'Key ID (ed25519:version) of the first key; NULL until a process that signs has started';
      `,
    },
  ],
};
