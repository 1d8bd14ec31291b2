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
)
SELECT partition FROM fence
