import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { canonicalJson, JsonError, type JsonObject, parseJson } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';

const CIPHER = 'aes-256-gcm';
export const SEAL_NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Tells whether two requests of a session have the same parameters, without the table knowing them: some are passwords.
 * Undefined for a request without any. M_BAD_JSON for numbers that canonical JSON forbids.
 */
export function callMac(sessionId: string, parameters: JsonObject): Buffer | undefined {
  if (Object.keys(parameters).length === 0) return undefined;
  return createHmac('sha256', sessionId).update(textOf(parameters)).digest();
}

/** Parameters in a form that only the session identifier opens, of which the table has a hash. */
export function seal(sessionId: string, parameters: JsonObject, nonce: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, keyOf(sessionId), nonce);
  const sealed = Buffer.concat([cipher.update(textOf(parameters)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** What was sealed. */
export function unseal(sessionId: string, sealed: Buffer): JsonObject {
  const [nonce, tag] = [sealed.subarray(0, SEAL_NONCE_BYTES), sealed.subarray(SEAL_NONCE_BYTES)];
  const decipher = createDecipheriv(CIPHER, keyOf(sessionId), nonce).setAuthTag(tag.subarray(0, TAG_BYTES));
  const text = Buffer.concat([decipher.update(tag.subarray(TAG_BYTES)), decipher.final()]);
  return parseJson(text.toString()) as JsonObject;
}

function keyOf(sessionId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', sessionId, '', 'parameters of a session', 32));
}

function textOf(parameters: JsonObject): string {
  try {
    return canonicalJson(parameters);
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.badJson(error.message);
    throw error;
  }
}
