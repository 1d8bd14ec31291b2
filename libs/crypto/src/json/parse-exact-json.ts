import { JsonNumber } from './json-number.js';
import type { JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
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
  return scanJson(text).canonicalNumbers ? value : parseWithSources(text);
}

/** Only a text that has such a number pays for being parsed again, through a function called for each value. */
function parseWithSources(text: string): JsonValue {
  const parse = JSON.parse as (text: string, reviver: typeof exactNumber) => JsonValue;
  return parse(text, exactNumber);
}

function exactNumber(_key: string, value: JsonValue, context: { source?: string }): JsonValue {
  if (typeof value !== 'number' || context.source === undefined) return value;
  // Adding zero makes 0 of -0.
  if (Number.isSafeInteger(value) && WRITTEN_AS_INTEGER.test(context.source)) return value + 0;
  return new JsonNumber(context.source);
}
