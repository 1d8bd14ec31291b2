import { consumerTablesSql, logTablesSql } from '@chappe/event-log';
import type { Migration } from '@chappe/postgres';

/** Room partitions with their leases, the room log, events, state and what is projected from them. */
export const roomsMigration: Migration = {
  name: '20261123-000200-rooms',
  sql: `
    ${logTablesSql('room')}
    ALTER TABLE room.partitions
      ADD COLUMN epoch bigint NOT NULL DEFAULT 0,     -- grows with every change of owner: the fence
      ADD COLUMN holder text,                         -- process that owns the partition; NULL: nobody
      ADD COLUMN lease_expires_at timestamptz NOT NULL DEFAULT '-infinity'; -- by the database's clock

    -- Member and forget entries: what readers of user_rooms add to the projection.
    CREATE INDEX log_of_memberships ON room.log (partition, position) WHERE kind IN (3, 6);

    -- Changes of device lists: what /keys/changes and an old sync token look for.
    CREATE INDEX log_of_device_lists ON room.log (partition, position) WHERE kind = 5;

    CREATE TABLE room.rooms (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,
      version text NOT NULL,          -- room version
      depth bigint NOT NULL,          -- greatest depth of an event
      state_root bytea NOT NULL,      -- current state: root of the state map
      extremities text NOT NULL,      -- forward extremities: event ids, one a line
      PRIMARY KEY (partition, room_id)
    );

    CREATE TABLE room.events (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,
      event_id text NOT NULL,
      position bigint NOT NULL,       -- of its log entry
      depth bigint NOT NULL,          -- from the PDU
      type text NOT NULL,             -- from the PDU
      sender text NOT NULL,           -- from the PDU
      state_key text,                 -- from the PDU; NULL: not a state event
      origin_server_ts bigint NOT NULL, -- from the PDU, ms
      state_before bytea NOT NULL,    -- root of the state map before the event
      state_after bytea,              -- after it; NULL: the same
      replaced_event_id text,         -- state events: the event that stood in the slot
      redacts text,                   -- redactions: the event they redact
      redacted_by text,               -- redacted events: the redaction that took effect
      txn_id text,                    -- transaction id of the local device that sent it
      txn_device_id text,             -- that device
      json bytea NOT NULL,            -- the PDU's own JSON; its redacted form once redacted
      PRIMARY KEY (partition, event_id)
    );
    -- An index begins with the room only where an order within the room is wanted: among several that begin alike the
    -- planner chooses blindly as long as there are no statistics, and reads whole rooms.
    CREATE UNIQUE INDEX events_by_arrival ON room.events (partition, room_id, position);
    CREATE INDEX events_by_topology ON room.events (partition, room_id, depth, position);
    CREATE INDEX events_by_slot ON room.events (partition, room_id, type, state_key, position)
      WHERE state_key IS NOT NULL;
    CREATE UNIQUE INDEX events_by_txn ON room.events
      (partition, txn_id, txn_device_id, sender, room_id, type, coalesce(redacts, ''))
      WHERE txn_id IS NOT NULL;

    CREATE TABLE room.state_nodes (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,
      hash bytea NOT NULL,            -- of the node's encoding
      node bytea NOT NULL,            -- encoded node of the state map
      PRIMARY KEY (partition, room_id, hash)
    );

    CREATE TABLE room.current_state (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,
      type text NOT NULL,             -- state slot: event type
      state_key text NOT NULL,        -- state slot: state key
      event_id text NOT NULL,         -- the event in the slot
      position bigint NOT NULL,       -- its position
      membership text,                -- m.room.member: the membership
      PRIMARY KEY (partition, room_id, type, state_key)
    );
    CREATE INDEX current_state_members ON room.current_state (partition, room_id, membership)
      WHERE membership IS NOT NULL;

    CREATE TABLE room.receipts (
      partition smallint NOT NULL,    -- partition of the room id
      room_id text NOT NULL,
      user_id text NOT NULL,          -- who read
      receipt_type text NOT NULL,     -- m.read or m.read.private
      thread_id text NOT NULL,        -- '': unthreaded
      event_id text NOT NULL,         -- up to where
      timestamp_ms bigint NOT NULL,   -- when, ms since 1970
      position bigint NOT NULL,       -- of its log entry
      PRIMARY KEY (partition, room_id, user_id, receipt_type, thread_id)
    );

    CREATE TABLE room.user_rooms (
      partition smallint NOT NULL,    -- partition of the user id
      user_id text NOT NULL,
      room_id text NOT NULL,
      membership text NOT NULL,       -- of the user in the room
      event_id text NOT NULL,         -- the member event
      sender text NOT NULL,           -- its sender
      position bigint NOT NULL,       -- its position in the room's partition
      forgotten boolean NOT NULL DEFAULT false, -- the user forgot the room after leaving
      PRIMARY KEY (partition, user_id, room_id)
    );

    CREATE TABLE room.aliases (
      partition smallint NOT NULL,    -- partition of the alias
      alias text NOT NULL,
      room_id text NOT NULL,          -- where it leads; the room may not exist yet (creation under way)
      creator text NOT NULL,          -- who made it
      created_at timestamptz NOT NULL DEFAULT now(), -- when
      PRIMARY KEY (partition, alias)
    );
    CREATE INDEX aliases_by_room ON room.aliases (room_id);

    ${consumerTablesSql('room')}
  `,
};
