/** Accounts and their devices. */
export const accountsMigration = {
  name: '20261123-000100-accounts',
  sql: `
    CREATE TABLE auth.accounts (
      partition smallint NOT NULL,      -- user partition of user_id
      user_id text NOT NULL,            -- full user ID; never given out again, also when deactivated
      password_hash text,               -- Argon2id in PHC form; NULL: no login by password
      is_admin boolean NOT NULL,        -- server administrator
      created_at_ms bigint NOT NULL,    -- ms since the epoch
      deactivated_at_ms bigint,         -- NULL while the account is in use
      erased boolean NOT NULL DEFAULT false, -- the user asked for erasure when deactivating
      PRIMARY KEY (partition, user_id)
    );
    CREATE TABLE auth.devices (
      partition smallint NOT NULL,      -- user partition of user_id
      user_id text NOT NULL,            -- owner
      device_id text NOT NULL,          -- chosen by the client or generated
      display_name text,                -- shown to others in device lists
      created_at_ms bigint NOT NULL,    -- ms since the epoch
      last_seen_at_ms bigint,           -- last use as far as written; behind by up to a minute or two
      last_seen_ip text,                -- address at the last login or refresh
      last_seen_user_agent text,        -- user agent at the last login or refresh
      PRIMARY KEY (partition, user_id, device_id),
      FOREIGN KEY (partition, user_id) REFERENCES auth.accounts
    );`,
};
