import { canonicalJson, type JsonValue, parseJson } from '@chappe/crypto';
import { isJsonObject } from '@chappe/events';

/** Whether two one-time keys (JSON) are the same key. Signatures do not make another key. */
export function isSameKey(a: string, b: string): boolean {
  return a === b || withoutSignatures(a) === withoutSignatures(b);
}

function withoutSignatures(text: string): string {
  const key = parseJson(text) as JsonValue;
  if (!isJsonObject(key)) return text;
  const { signatures: _signatures, ...rest } = key;
  return canonicalJson(rest);
}
