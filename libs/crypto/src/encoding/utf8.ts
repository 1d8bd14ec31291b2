import { JsonError } from '../json/json-error.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of a text in UTF-8, the unit of the specification's size limits. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** A text as UTF-8. The text must be well-formed: lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** The text of UTF-8 bytes, a byte order mark included. Throws `JsonError` (`utf8`) for bytes that are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new JsonError('utf8', 'Not valid UTF-8');
  }
}
