import type { TransientTopic } from '@chappe/contracts';
import type { KafkaRecordBytes } from '../kafka/log-record.js';

const VERSION = 1;
/** Version (1 byte), the process that published it (8); then the message. */
const HEADER_BYTES = 9;

/** The record of a message, keyed as its topic says. */
export function toTransientRecord<T>(topic: TransientTopic<T>, message: T, origin: Buffer): KafkaRecordBytes {
  const bytes = topic.codec.encode(message).finish();
  return { key: Buffer.from(topic.keyOf(message)), value: Buffer.concat([Buffer.from([VERSION]), origin, bytes]) };
}

/** The message of a record and who published it; undefined when the record is none of the topic's. */
export function fromTransientRecord<T>(
  topic: TransientTopic<T>,
  { value }: { readonly value: Buffer | null },
): { readonly message: T; readonly origin: Buffer } | undefined {
  if (!value || value.length < HEADER_BYTES || value.readUInt8(0) !== VERSION) return undefined;
  try {
    return { message: topic.codec.decode(value.subarray(HEADER_BYTES)), origin: value.subarray(1, HEADER_BYTES) };
  } catch {
    return undefined;
  }
}
