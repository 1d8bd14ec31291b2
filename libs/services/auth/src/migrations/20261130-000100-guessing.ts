/** What slows down the guessing of passwords, for all replicas together. */
export const guessingMigration = {
  name: '20261130-000100-guessing',
  sql: `
    CREATE TABLE auth.failed_guesses (
      partition smallint NOT NULL,      -- user partition of the name that was tried
      subject bytea NOT NULL,           -- SHA-256 of the name and from where it was tried; the name may be nobody's
      failures integer NOT NULL,        -- in the window
      window_ends_at_ms bigint NOT NULL, -- ms since the epoch; after that nothing has failed
      PRIMARY KEY (partition, subject)
    );
    CREATE INDEX failed_guesses_by_end ON auth.failed_guesses (partition, window_ends_at_ms);
    CREATE TABLE auth.known_addresses (
      partition smallint NOT NULL,      -- user partition of user_id
      user_id text NOT NULL,            -- account
      address text NOT NULL,            -- from which it logged in or refreshed: IPv4, or the /64 of an IPv6 address
      seen_at_ms bigint NOT NULL,       -- ms since the epoch; written anew once a day at most
      PRIMARY KEY (partition, user_id, address),
      FOREIGN KEY (partition, user_id) REFERENCES auth.accounts
    );`,
};
