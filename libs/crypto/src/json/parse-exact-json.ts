import { JsonNumber } from './json-number.js';
import type { JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
import { readJson } from './read-json.js';
import { scanJson } from './scan-json.js';

/** Integers without a fraction or negative exponent; the text is known to be a number of JSON. */
const WRITTEN_AS_INTEGER = /^-?[0-9]+(?:[eE]\+?[0-9]+)?$/;

/**
 * `parseJson` that loses nothing of a number: one that canonical JSON forbids comes as `JsonNumber` (1.0, 1.5, 2^53).
 * Only -0 and an integer in ±(2^53 - 1) with an exponent, 1e10, come as the integers that the appendices' example makes
 * of them. For events of room versions 1 to 5, where canonical JSON must not be enforced; of keys that stand twice the
 * last one counts. Throws `JsonError` as `parseJson` does. Spec: rooms/v1, "Canonical JSON"; appendices, "Examples".
 */
export function parseExactJson(text: string, options?: { depthMax?: number }): JsonValue {
  const value = parseJson(text, options);
  return scanJson(text).canonicalNumbers ? value : readJson(text, exactNumber);
}

function exactNumber(text: string): JsonValue {
  const value = Number(text);
  // Adding zero makes 0 of -0.
  return Number.isSafeInteger(value) && WRITTEN_AS_INTEGER.test(text) ? value + 0 : new JsonNumber(text);
}
