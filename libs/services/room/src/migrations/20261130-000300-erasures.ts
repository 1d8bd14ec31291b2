import type { Migration } from '@chappe/postgres';

/** Whose events are shown redacted to who was not in the room in time. */
export const erasuresMigration: Migration = {
  name: '20261130-000300-erasures',
  sql: `
    CREATE TABLE room.erasures (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,
      user_id text NOT NULL,          -- erased account, which was in the room
      erased_at bigint NOT NULL,      -- position of the partition at the request: who joined after it joined later
      PRIMARY KEY (partition, room_id, user_id)
    );
  `,
};
