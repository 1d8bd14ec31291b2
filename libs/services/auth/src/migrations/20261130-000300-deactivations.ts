/**
 * What is still to be done after an account was deactivated, by the service that has to do it. Times are those of the
 * database's clock, in ms since the epoch: processes whose clocks jump must not put it off.
 */
export const deactivationsMigration = {
  name: '20261130-000300-deactivations',
  sql: `
    CREATE TABLE auth.deactivations (
      partition smallint NOT NULL,      -- user partition of user_id
      user_id text NOT NULL,            -- deactivated account
      service text NOT NULL,            -- whose hook is asked
      requested_at_ms bigint NOT NULL,  -- when it was asked for
      room_positions bigint[],          -- of each room partition at the request; NULL: not known
      next text NOT NULL DEFAULT '',    -- where the next step begins; empty: with a new pass
      pass_began_at_ms bigint,          -- NULL before the first pass
      handled bigint NOT NULL DEFAULT 0, -- what the steps have done so far, over all passes
      failed bigint NOT NULL DEFAULT 0, -- what was not possible in this pass
      error text,                       -- why the last step failed; NULL: it did not
      due_at_ms bigint NOT NULL,        -- not before this time: when a claim or a pause ends
      claims bigint NOT NULL DEFAULT 0, -- how often a process took it: only the last one writes
      done_at_ms bigint,                -- NULL while something may be left
      PRIMARY KEY (partition, user_id, service),
      FOREIGN KEY (partition, user_id) REFERENCES auth.accounts
    );
    CREATE INDEX deactivations_by_due ON auth.deactivations (due_at_ms) WHERE done_at_ms IS NULL;
    CREATE INDEX accounts_deactivated ON auth.accounts (partition, user_id) WHERE deactivated_at_ms IS NOT NULL;`,
};
