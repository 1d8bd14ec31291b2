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

/** Members of all objects in a value that was just parsed, so that objects have no members but their own. */
function countMembers(value: JsonValue): number {
  if (Array.isArray(value)) return value.reduce<number>((count, item) => count + countMembers(item), 0);
  if (!isJsonObject(value)) return 0;
  let count = 0;
  // Faster than `Object.keys`, which makes an array for each object.
  for (const key in value) {
    const member = value[key]!;
    count += typeof member === 'object' ? 1 + countMembers(member) : 1;
  }
  return count;
}
