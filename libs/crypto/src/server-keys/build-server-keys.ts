import { encodeBase64 } from '../encoding/base64.js';
import type { JsonObject } from '../json/json-value.js';
import { signJson } from '../signing/sign-json.js';
import type { SigningKey, SigningKeyId } from '../signing/signing-key.js';

/** A key that the server used before: its 32 public bytes and when it stopped using it, in POSIX milliseconds. */
export interface OldVerifyKey {
  readonly keyId: SigningKeyId;
  readonly publicKey: Uint8Array;
  readonly expiredTs: number;
}

/** What a server publishes. `validUntilTs` should be an hour ahead or more, and counts for 7 days at most. */
export interface ServerKeysTemplate {
  readonly serverName: string;
  readonly signingKeys: readonly SigningKey[];
  readonly oldVerifyKeys: readonly OldVerifyKey[];
  /** POSIX milliseconds. */
  readonly validUntilTs: number;
}

/**
 * The answer of `GET /_matrix/key/v2/server`, signed by each signing key. A notary adds its own signature to the answer
 * of another server with `signJson`. Throws `JsonError` (`number`) for times that are no safe integers.
 * Spec: server-server-api, "Publishing Keys".
 */
export function buildServerKeys(template: ServerKeysTemplate): JsonObject {
  const { serverName, signingKeys, oldVerifyKeys, validUntilTs } = template;
  const unsigned: JsonObject = {
    server_name: serverName,
    verify_keys: Object.fromEntries(
      signingKeys.map(({ keyId, publicKey }) => [keyId, { key: encodeBase64(publicKey) }]),
    ),
    old_verify_keys: Object.fromEntries(
      oldVerifyKeys.map(({ keyId, publicKey, expiredTs }) => [
        keyId,
        { key: encodeBase64(publicKey), expired_ts: expiredTs },
      ]),
    ),
    valid_until_ts: validUntilTs,
  };
  return signingKeys.reduce((answer, key) => signJson(answer, serverName, key), unsigned);
}
