/*
 * One statement commits a batch. `fence` moves each partition's position if this process still owns it; every other
 * part joins the fence, so the rows of a partition that is lost are not written. Variable-length payloads come in one
 * bytea parameter ($1), from which each row takes its part: nothing has to be escaped on the way. Parameters are
 * numbered through all parts.
 */

export const fenceSql = `fence AS (
  UPDATE room.partitions p SET position = f.last
  FROM unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS f(partition, epoch, first, last)
  WHERE p.partition = f.partition AND p.epoch = f.epoch AND p.position = f.first - 1
  RETURNING p.partition
)`;

export const logSql = `log AS (
  INSERT INTO room.log (partition, position, kind, key, payload)
  SELECT r.partition, r.position, r.kind, r.key, substr($1::bytea, r.at, r.length)
  FROM unnest($6::smallint[], $7::bigint[], $8::smallint[], $9::text[], $10::int[], $11::int[])
    AS r(partition, position, kind, key, at, length)
  JOIN fence USING (partition)
)`;

export const eventsSql = `events AS (
  INSERT INTO room.events (partition, room_id, event_id, position, depth, type, sender, state_key, origin_server_ts,
    state_before, state_after, replaced_event_id, redacts, txn_id, txn_device_id, json)
  SELECT r.partition, r.room_id, r.event_id, r.position, r.depth, r.type, r.sender, r.state_key, r.ts,
    r.state_before, r.state_after, r.replaced, r.redacts, r.txn_id, r.txn_device_id, substr($1::bytea, r.at, r.length)
  FROM unnest($12::smallint[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::text[], $18::text[],
    $19::text[], $20::bigint[], $21::bytea[], $22::bytea[], $23::text[], $24::text[], $25::text[], $26::text[],
    $27::int[], $28::int[])
    AS r(partition, room_id, event_id, position, depth, type, sender, state_key, ts,
      state_before, state_after, replaced, redacts, txn_id, txn_device_id, at, length)
  JOIN fence USING (partition)
)`;

export const headsSql = `heads AS (
  INSERT INTO room.rooms (partition, room_id, version, depth, state_root, extremities)
  SELECT r.partition, r.room_id, r.version, r.depth, r.state_root, r.extremities
  FROM unnest($29::smallint[], $30::text[], $31::text[], $32::bigint[], $33::bytea[], $34::text[])
    AS r(partition, room_id, version, depth, state_root, extremities)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id) DO UPDATE SET depth = excluded.depth, state_root = excluded.state_root,
    extremities = excluded.extremities
)`;

export const nodesSql = `nodes AS (
  INSERT INTO room.state_nodes (partition, room_id, hash, node)
  SELECT r.partition, r.room_id, r.hash, substr($1::bytea, r.at, r.length)
  FROM unnest($35::smallint[], $36::text[], $37::bytea[], $38::int[], $39::int[])
    AS r(partition, room_id, hash, at, length)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, hash) DO NOTHING
)`;

export const stateSql = `state AS (
  INSERT INTO room.current_state (partition, room_id, type, state_key, event_id, position, membership)
  SELECT r.partition, r.room_id, r.type, r.state_key, r.event_id, r.position, r.membership
  FROM unnest($40::smallint[], $41::text[], $42::text[], $43::text[], $44::text[], $45::bigint[], $46::text[])
    AS r(partition, room_id, type, state_key, event_id, position, membership)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, type, state_key) DO UPDATE SET event_id = excluded.event_id,
    position = excluded.position, membership = excluded.membership
)`;

export const receiptsSql = `receipts AS (
  INSERT INTO room.receipts (partition, room_id, user_id, receipt_type, thread_id, event_id, timestamp_ms, position)
  SELECT r.partition, r.room_id, r.user_id, r.receipt_type, r.thread_id, r.event_id, r.timestamp_ms, r.position
  FROM unnest($47::smallint[], $48::text[], $49::text[], $50::text[], $51::text[], $52::text[], $53::bigint[],
    $54::bigint[])
    AS r(partition, room_id, user_id, receipt_type, thread_id, event_id, timestamp_ms, position)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, user_id, receipt_type, thread_id) DO UPDATE SET event_id = excluded.event_id,
    timestamp_ms = excluded.timestamp_ms, position = excluded.position
)`;

export const redactionsSql = `redactions AS (
  UPDATE room.events e SET redacted_by = r.redacted_by, json = substr($1::bytea, r.at, r.length)
  FROM unnest($55::smallint[], $56::text[], $57::text[], $58::text[], $59::int[], $60::int[])
    AS r(partition, room_id, event_id, redacted_by, at, length)
  JOIN fence USING (partition)
  WHERE e.partition = r.partition AND e.event_id = r.event_id
)`;
