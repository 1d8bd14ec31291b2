/** Sessions of user-interactive authentication, and registration tokens. */
export const interactiveAuthMigration = {
  name: '20261123-000300-interactive-auth',
  sql: `
    CREATE TABLE auth.interactive_sessions (
      partition smallint NOT NULL,      -- from the hash of the session
      session_hash bytea NOT NULL,      -- SHA-256 of the session identifier
      operation text NOT NULL,          -- method, path, for some a fingerprint of the body: good for nothing else
      user_id text,                     -- who must authenticate; NULL at registration
      completed text[] NOT NULL,        -- types of the stages completed, in their order
      registration_token_hash bytea,    -- the token with which m.login.registration_token was completed
      expires_at_ms bigint NOT NULL,    -- ms since the epoch
      PRIMARY KEY (partition, session_hash)
    );
    CREATE INDEX interactive_sessions_by_expiry ON auth.interactive_sessions (partition, expires_at_ms);
    CREATE TABLE auth.registration_tokens (
      partition smallint NOT NULL,      -- from the hash of the token
      token_hash bytea NOT NULL,        -- SHA-256 of the token
      uses_allowed integer,             -- accounts that it may make; NULL: any number
      uses_completed integer NOT NULL DEFAULT 0, -- accounts made with it
      created_at_ms bigint NOT NULL,    -- ms since the epoch
      expires_at_ms bigint,             -- NULL: never
      PRIMARY KEY (partition, token_hash)
    );`,
};
