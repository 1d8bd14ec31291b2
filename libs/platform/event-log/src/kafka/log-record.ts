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

/** Of records of the first generation; those of the others name it. */
const FIRST_VERSION = 1;
const VERSION = 2;
/**
 * Version (1 byte), kind (2), position (8), all big-endian; then, in version 2, the generation (4); then the payload.
 */
const FIRST_HEADER_BYTES = 11;
const HEADER_BYTES = 15;
const UINT32 = 0x1_0000_0000;
/** Of a header with a trace context; longer ones are none of ours. */
const HEADER_VALUE_BYTES_MAX = 512;
const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/** An entry that was published. */
export interface PublishedEntry {
  readonly entry: LogEntry;
  /** In which its position was given out, or is true still. */
  readonly generation: number;
}

/** The record of a log entry. Its partition on the broker is the entry's own. */
export function toLogRecord(entry: LogEntry, generation: number): KafkaRecordBytes {
  const headerBytes = generation === 0 ? FIRST_HEADER_BYTES : HEADER_BYTES;
  const value = Buffer.allocUnsafe(headerBytes + entry.payload.length);
  value.writeUInt8(generation === 0 ? FIRST_VERSION : VERSION, 0);
  value.writeUInt16BE(entry.kind, 1);
  value.writeUInt32BE(Math.floor(entry.position / UINT32), 3);
  value.writeUInt32BE(entry.position % UINT32, 7);
  if (generation !== 0) value.writeUInt32BE(generation, FIRST_HEADER_BYTES);
  value.set(entry.payload, headerBytes);
  const record = { key: Buffer.from(entry.key), value };
  return entry.trace ? { ...record, headers: headersOf(entry.trace) } : record;
}

/**
 * The entry of a record, or undefined when the record is none of ours: anyone who may write to the topic can put
 * anything there. The bytes are copies, so that nobody who keeps an entry keeps the whole answer of the broker.
 */
export function fromLogRecord(partition: number, record: AnyRecord): PublishedEntry | undefined {
  const { key, value, headers } = record;
  if (!key || !value) return undefined;
  const header = readHeader(value);
  if (!header) return undefined;
  const { generation, kind, position } = header;
  const payload = Buffer.from(value.subarray(header.bytes));
  const entry = { partition, position, kind, key: key.toString(), payload };
  const trace = headers && headers.length > 0 ? traceOf(headers) : undefined;
  return { generation, entry: trace ? { ...entry, trace } : entry };
}

function readHeader(value: Buffer) {
  if (value.length < FIRST_HEADER_BYTES) return undefined;
  const version = value.readUInt8(0);
  if (version !== FIRST_VERSION && (version !== VERSION || value.length < HEADER_BYTES)) return undefined;
  const position = value.readUInt32BE(3) * UINT32 + value.readUInt32BE(7);
  if (position < 1 || !Number.isSafeInteger(position)) return undefined;
  const kind = value.readUInt16BE(1);
  if (version === FIRST_VERSION) return { kind, position, generation: 0, bytes: FIRST_HEADER_BYTES };
  return { kind, position, generation: value.readUInt32BE(FIRST_HEADER_BYTES), bytes: HEADER_BYTES };
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
