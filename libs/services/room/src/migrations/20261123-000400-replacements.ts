import type { Migration } from '@chappe/postgres';

/** Which rooms were made to replace others, noted before they are made: an upgrade that broke off can be finished. */
export const replacementsMigration: Migration = {
  name: '20261123-000400-replacements',
  sql: `
    CREATE TABLE room.replacements (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,          -- the room that is upgraded
      user_id text NOT NULL,          -- who upgrades it
      version text NOT NULL,          -- room version of the replacement
      replacement_room_id text NOT NULL, -- the replacement; it may never have been made
      PRIMARY KEY (partition, room_id, user_id, version)
    );
  `,
};
