import { decodeBase64, encodeBase64 } from '@chappe/crypto';
import { contentHash } from '../build-event/event-hashes.js';
import type { Pdu } from '../content/pdu.js';

/**
 * Whether an event's content hash is that of its content; the two are compared as bytes, so Base64 may be padded
 * (server-server-api#validating-hashes-and-signatures-on-received-events). Throws JsonError without canonical form.
 */
export function hasContentHash(pdu: Pdu): boolean {
  const claimed = decodeBase64(pdu.hashes['sha256'] ?? '');
  return claimed !== undefined && encodeBase64(claimed) === contentHash(pdu);
}
