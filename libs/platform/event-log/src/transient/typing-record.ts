import { Typing } from '@chappe/contracts';
import type { KafkaRecordBytes } from '../kafka/log-record.js';

const VERSION = 1;
/** Version (1 byte), the process that published it (8); then the message. */
const HEADER_BYTES = 9;

/** The record of a typing notice, keyed by its room. */
export function toTypingRecord(typing: Typing, origin: Buffer): KafkaRecordBytes {
  const message = Typing.encode(typing).finish();
  return { key: Buffer.from(typing.roomId), value: Buffer.concat([Buffer.from([VERSION]), origin, message]) };
}

/** The notice of a record and who published it; undefined when the record is none. */
export function fromTypingRecord({
  value,
}: {
  readonly value: Buffer | null;
}): { readonly typing: Typing; readonly origin: Buffer } | undefined {
  if (!value || value.length < HEADER_BYTES || value.readUInt8(0) !== VERSION) return undefined;
  try {
    return { typing: Typing.decode(value.subarray(HEADER_BYTES)), origin: value.subarray(1, HEADER_BYTES) };
  } catch {
    return undefined;
  }
}
