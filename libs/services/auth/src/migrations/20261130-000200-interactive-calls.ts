/** A session of user-interactive authentication is good for one call, once. */
export const interactiveCallsMigration = {
  name: '20261130-000200-interactive-calls',
  sql: `
    ALTER TABLE auth.interactive_sessions
      ADD COLUMN call_mac bytea,           -- HMAC of the call's parameters by the session's identifier; NULL: not said
      ADD COLUMN sealed_parameters bytea,  -- of the request that opened it, readable with the session identifier only
      ADD COLUMN used_at_ms bigint,        -- since when it has served: only the same call gets its answer again
      ADD COLUMN device_id text;           -- of the account that was registered with it, when it was logged in`,
};
