import type { LogEntry, TraceContext } from '@chappe/contracts';

/** A record as the broker carries it. */
export interface KafkaRecordBytes {
  readonly key: Buffer;
  readonly value: Buffer;
  /** Present when what wrote the entry is traced. */
  readonly headers?: Map<Buffer, Buffer>;
}

/** A record as anyone may have written it. */
export interface AnyRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly (readonly [Buffer | null, Buffer | null])[];
}

const VERSION = 1;
/** Version (1 byte), kind (2), position (8), all big-endian; then the payload. */
const HEADER_BYTES = 11;
const UINT32 = 0x1_0000_0000;
/** Of a header with a trace context; longer ones are none of ours. */
const HEADER_VALUE_BYTES_MAX = 512;
const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/** The record of a log entry. Its partition on the broker is the entry's own. */
export function toLogRecord(entry: LogEntry): KafkaRecordBytes {
  const value = Buffer.allocUnsafe(HEADER_BYTES + entry.payload.length);
  value.writeUInt8(VERSION, 0);
  value.writeUInt16BE(entry.kind, 1);
  value.writeUInt32BE(Math.floor(entry.position / UINT32), 3);
  value.writeUInt32BE(entry.position % UINT32, 7);
  value.set(entry.payload, HEADER_BYTES);
  const record = { key: Buffer.from(entry.key), value };
  return entry.trace ? { ...record, headers: headersOf(entry.trace) } : record;
}

/**
 * The entry of a record, or undefined when the record is none of ours: anyone who may write to the topic can put
 * anything there. The bytes are copies, so that nobody who keeps an entry keeps the whole answer of the broker.
 */
export function fromLogRecord(partition: number, record: AnyRecord): LogEntry | undefined {
  const { key, value, headers } = record;
  if (!key || !value || value.length < HEADER_BYTES || value.readUInt8(0) !== VERSION) return undefined;
  const position = value.readUInt32BE(3) * UINT32 + value.readUInt32BE(7);
  if (position < 1 || !Number.isSafeInteger(position)) return undefined;
  const payload = Buffer.from(value.subarray(HEADER_BYTES));
  const entry = { partition, position, kind: value.readUInt16BE(1), key: key.toString(), payload };
  const trace = headers && headers.length > 0 ? traceOf(headers) : undefined;
  return trace ? { ...entry, trace } : entry;
}

function headersOf({ traceparent, tracestate }: TraceContext): Map<Buffer, Buffer> {
  const headers = new Map([[Buffer.from(TRACEPARENT), Buffer.from(traceparent)]]);
  return tracestate === '' ? headers : headers.set(Buffer.from(TRACESTATE), Buffer.from(tracestate));
}

function traceOf(headers: NonNullable<AnyRecord['headers']>): TraceContext | undefined {
  const valueOf = (name: string): string => {
    const value = headers.find(([key]) => key?.toString() === name)?.[1];
    return value && value.length <= HEADER_VALUE_BYTES_MAX ? value.toString() : '';
  };
  const traceparent = valueOf(TRACEPARENT);
  return traceparent === '' ? undefined : { traceparent, tracestate: valueOf(TRACESTATE) };
}
