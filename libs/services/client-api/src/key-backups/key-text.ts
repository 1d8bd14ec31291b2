import type { BackedUpKey } from './backed-up-key.store.js';

/** JSON text of a stored key (KeyBackupData of the Client-Server API). */
export function keyText(key: BackedUpKey): string {
  return (
    `{"first_message_index":${key.firstMessageIndex},"forwarded_count":${key.forwardedCount},` +
    `"is_verified":${key.isVerified},"session_data":${key.sessionData}}`
  );
}
