/** Access tokens and refresh tokens. Only SHA-256 of a token is stored; the token itself names the partition. */
export const tokensMigration = {
  name: '20261123-000200-tokens',
  sql: `
    CREATE TABLE auth.refresh_tokens (
      partition smallint NOT NULL,      -- user partition of user_id
      token_hash bytea NOT NULL,        -- SHA-256 of the token
      user_id text NOT NULL,            -- owner
      device_id text NOT NULL,          -- device that it belongs to
      created_at_ms bigint NOT NULL,    -- ms since the epoch
      replaces bytea,                   -- hash of the token that the first use of this pair consumes; NULL after that
      successor_salt bytea,             -- gives the next pair, with the token itself; NULL before the first refresh
      consumed_at_ms bigint,            -- since when its successor is in use; NULL: it can be used
      PRIMARY KEY (partition, token_hash),
      FOREIGN KEY (partition, user_id, device_id) REFERENCES auth.devices ON DELETE CASCADE
    );
    CREATE INDEX refresh_tokens_by_device ON auth.refresh_tokens (partition, user_id, device_id);
    CREATE TABLE auth.access_tokens (
      partition smallint NOT NULL,      -- user partition of user_id
      token_hash bytea NOT NULL,        -- SHA-256 of the token
      user_id text NOT NULL,            -- owner
      device_id text NOT NULL,          -- device that it belongs to
      created_at_ms bigint NOT NULL,    -- ms since the epoch
      expires_at_ms bigint,             -- NULL: never
      refresh_token_hash bytea,         -- the refresh token given out with it, if one was
      awaits_first_use boolean NOT NULL DEFAULT false, -- its first use consumes the pair before
      replaced_at_ms bigint,            -- since when its successor is in use
      PRIMARY KEY (partition, token_hash),
      FOREIGN KEY (partition, user_id, device_id) REFERENCES auth.devices ON DELETE CASCADE
    );
    CREATE INDEX access_tokens_by_device ON auth.access_tokens (partition, user_id, device_id);`,
};
