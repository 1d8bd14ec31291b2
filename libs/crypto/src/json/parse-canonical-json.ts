import { forbiddenNumber } from './check-canonical-numbers.js';
import { isJsonObject } from './is-json-object.js';
import { JsonError } from './json-error.js';
import type { JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
import { scanJson } from './scan-json.js';

/**
 * The value of a JSON text that must have a canonical form, as events of room versions from 6 on and what is to be
 * signed must: `parseJson` that also refuses numbers which canonical JSON forbids and keys that stand twice in an
 * object, however they are spelled. White space, order and escapes may be any.
 * Throws `JsonError`: as `parseJson`, `number`, or `duplicate_key`. Spec: rooms/v6, "Canonical JSON".
 */
export function parseCanonicalJson(text: string, options?: { depthMax?: number }): JsonValue {
  const value = parseJson(text, options);
  const { canonicalNumbers, members } = scanJson(text);
  if (!canonicalNumbers) throw forbiddenNumber();
  // The parser keeps one member of each key, so that it found fewer than stand in the text tells that a key is there
  // twice; no key has to be compared.
  if (countMembers(value) !== members) throw new JsonError('duplicate_key', 'A key stands twice in an object');
  return value;
}

/** Members of all objects in a value; its depth is bounded by the parser. */
function countMembers(value: JsonValue): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countMembers(item);
  } else if (isJsonObject(value)) {
    const keys = Object.keys(value);
    count = keys.length;
    for (const key of keys) {
      const member = value[key]!;
      if (typeof member === 'object') count += countMembers(member);
    }
  }
  return count;
}
