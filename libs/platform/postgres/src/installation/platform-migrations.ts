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
  ],
};
