import type { Migration } from '@chappe/postgres';

/** Profiles and the spreading of their changes. */
export const profilesMigration: Migration = {
  name: '20261123-000200-profiles',
  sql: `
    CREATE TABLE client_api.profiles (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- local user
      fields text NOT NULL,           -- JSON object of the profile's fields, at most 64 KiB
      PRIMARY KEY (partition, user_id)
    );
    CREATE TABLE client_api.fan_outs (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- local user whose change is to be told to the room service
      subject text NOT NULL,          -- 'profile' or 'device_list'
      position bigint NOT NULL,       -- newest user log entry that asked for it; older ones are covered by it
      due_ms bigint NOT NULL,         -- not before this time: when the last attempt's claim or back-off ends
      PRIMARY KEY (partition, user_id, subject)
    );
    CREATE INDEX fan_outs_by_due ON client_api.fan_outs (due_ms);`,
};
