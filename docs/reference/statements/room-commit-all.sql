WITH fence AS (
  UPDATE room.partitions p SET position = r.last
  FROM unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[])
    AS r(partition, epoch, first, last)
  WHERE p.partition = r.partition AND p.epoch = r.epoch AND p.position = r.first - 1
  RETURNING p.partition
), log AS (
  INSERT INTO room.log (partition, position, kind, key, payload)
  SELECT r.partition, r.position, r.kind, r.key, substr($1::bytea, r.payload_at, r.payload_length)
  FROM unnest($6::smallint[], $7::bigint[], $8::smallint[], $9::text[], $10::int[], $11::int[])
    AS r(partition, position, kind, key, payload_at, payload_length)
  JOIN fence USING (partition)
), events AS (
  INSERT INTO room.events (partition, room_id, event_id, position, depth, type, sender, state_key, origin_server_ts,
    state_before, state_after, replaced_event_id, redacts, txn_id, txn_device_id, json)
  SELECT r.partition, r.room_id, r.event_id, r.position, r.depth, r.type, r.sender, r.state_key,
    r.origin_server_ts, r.state_before, r.state_after, r.replaced_event_id, r.redacts,
    r.txn_id, r.txn_device_id, substr($1::bytea, r.json_at, r.json_length)
  FROM unnest($12::smallint[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::text[],
    $18::text[], $19::text[], $20::bigint[], $21::bytea[], $22::bytea[], $23::text[],
    $24::text[], $25::text[], $26::text[], $27::int[], $28::int[])
    AS r(partition, room_id, event_id, position, depth, type, sender, state_key, origin_server_ts,
    state_before, state_after, replaced_event_id, redacts, txn_id, txn_device_id, json_at,
    json_length)
  JOIN fence USING (partition)
), heads AS (
  INSERT INTO room.rooms (partition, room_id, version, depth, state_root, extremities)
  SELECT r.partition, r.room_id, r.version, r.depth, r.state_root, r.extremities
  FROM unnest($29::smallint[], $30::text[], $31::text[], $32::bigint[], $33::bytea[], $34::text[])
    AS r(partition, room_id, version, depth, state_root, extremities)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id) DO UPDATE SET
    version = excluded.version, depth = excluded.depth, state_root = excluded.state_root,
    extremities = excluded.extremities
), nodes AS (
  INSERT INTO room.state_nodes (partition, room_id, hash, node)
  SELECT r.partition, r.room_id, r.hash, substr($1::bytea, r.node_at, r.node_length)
  FROM unnest($35::smallint[], $36::text[], $37::bytea[], $38::int[], $39::int[])
    AS r(partition, room_id, hash, node_at, node_length)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, hash) DO NOTHING
), state AS (
  INSERT INTO room.current_state (partition, room_id, type, state_key, event_id, position, membership)
  SELECT r.partition, r.room_id, r.type, r.state_key, r.event_id, r.position, r.membership
  FROM unnest($40::smallint[], $41::text[], $42::text[], $43::text[], $44::text[], $45::bigint[],
    $46::text[])
    AS r(partition, room_id, type, state_key, event_id, position, membership)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, type, state_key) DO UPDATE SET
    event_id = excluded.event_id, position = excluded.position,
    membership = excluded.membership
), receipts AS (
  INSERT INTO room.receipts (partition, room_id, user_id, receipt_type, thread_id, event_id, timestamp_ms, position)
  SELECT r.partition, r.room_id, r.user_id, r.receipt_type, r.thread_id, r.event_id, r.timestamp_ms,
    r.position
  FROM unnest($47::smallint[], $48::text[], $49::text[], $50::text[], $51::text[], $52::text[],
    $53::bigint[], $54::bigint[])
    AS r(partition, room_id, user_id, receipt_type, thread_id, event_id, timestamp_ms, position)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, user_id, receipt_type, thread_id) DO UPDATE SET
    event_id = excluded.event_id, timestamp_ms = excluded.timestamp_ms,
    position = excluded.position
), redactions AS (
  UPDATE room.events t SET redacted_by = r.redacted_by, json = substr($1::bytea, r.json_at, r.json_length)
  FROM unnest($55::smallint[], $56::text[], $57::text[], $58::int[], $59::int[])
    AS r(partition, event_id, redacted_by, json_at, json_length)
  JOIN fence USING (partition)
  WHERE t.partition = r.partition AND t.event_id = r.event_id
), erasures AS (
  INSERT INTO room.erasures (partition, room_id, user_id, erased_at)
  SELECT r.partition, r.room_id, r.user_id, r.erased_at
  FROM unnest($60::smallint[], $61::text[], $62::text[], $63::bigint[])
    AS r(partition, room_id, user_id, erased_at)
  JOIN fence USING (partition)
  ON CONFLICT (partition, room_id, user_id) DO NOTHING
)
SELECT partition FROM fence
