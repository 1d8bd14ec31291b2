import type { LogEntry } from '@chappe/contracts';

/** A record as the broker carries it. */
export interface KafkaRecordBytes {
  readonly key: Buffer;
  readonly value: Buffer;
}

const VERSION = 1;
/** Version (1 byte), kind (2), position (8), all big-endian; then the payload. */
const HEADER_BYTES = 11;
const UINT32 = 0x1_0000_0000;

/** The record of a log entry. Its partition on the broker is the entry's own. */
export function toLogRecord(entry: LogEntry): KafkaRecordBytes {
  const value = Buffer.allocUnsafe(HEADER_BYTES + entry.payload.length);
  value.writeUInt8(VERSION, 0);
  value.writeUInt16BE(entry.kind, 1);
  value.writeUInt32BE(Math.floor(entry.position / UINT32), 3);
  value.writeUInt32BE(entry.position % UINT32, 7);
  value.set(entry.payload, HEADER_BYTES);
  return { key: Buffer.from(entry.key), value };
}

/**
 * The entry of a record, or undefined when the record is none of ours: anyone who may write to the topic can put
 * anything there. The bytes are copies, so that nobody who keeps an entry keeps the whole answer of the broker.
 */
export function fromLogRecord(
  partition: number,
  record: { readonly key: Buffer | null; readonly value: Buffer | null },
): LogEntry | undefined {
  const { key, value } = record;
  if (!key || !value || value.length < HEADER_BYTES || value.readUInt8(0) !== VERSION) return undefined;
  const position = value.readUInt32BE(3) * UINT32 + value.readUInt32BE(7);
  if (position < 1 || !Number.isSafeInteger(position)) return undefined;
  const payload = Buffer.from(value.subarray(HEADER_BYTES));
  return { partition, position, kind: value.readUInt16BE(1), key: key.toString(), payload };
}
