import { compareCodePoints } from './compare-code-points.js';
import { JsonError } from './json-error.js';
import { JsonNumber } from './json-number.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { JSON_DEPTH_MAX } from './json.limits.js';

/** Only keys with units from here on are ordered differently by UTF-16 unit and by code point. */
const SURROGATE_OR_LATER = /[\ud800-\uffff]/;

/**
 * The canonical JSON of a value, ready to be encoded as UTF-8: keys by code point, no white space. A `JsonNumber` is
 * written as it is, since only rooms that allow it have any.
 * Throws `JsonError`: `number` (fractions, -0, beyond ±(2^53 - 1)), `lone_surrogate`, `too_deep` (1,000), `not_json`.
 * Spec: appendices, "Canonical JSON".
 */
export function canonicalJson(value: JsonValue): string {
  // The engine's own writer is several times faster than any of ours, so it gets a value whose keys are in order.
  // What it would get wrong is found by looking at its result once instead of at every string.
  const arranged = arrange(value, 0);
  if (arranged === undefined) return checkStrings(write(value));
  const text = JSON.stringify(arranged);
  if (SURROGATE_OR_LATER.test(text) && hasLateKey(value)) return checkStrings(write(value));
  return checkStrings(text);
}

/**
 * The same value with keys in UTF-16 order, itself where it is so already; `undefined` where no JavaScript object
 * can have that order, because integer-like keys always come first, or has to be made with care (`__proto__`).
 */
function arrange(value: JsonValue, depth: number): JsonValue | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && !(value instanceof JsonNumber)) {
    if (depth >= JSON_DEPTH_MAX) throw new JsonError('too_deep', `Nested more than ${JSON_DEPTH_MAX} levels deep`);
    return Array.isArray(value) ? arrangeArray(value, depth + 1) : arrangeObject(value, depth + 1);
  }
  checkScalar(value);
  return value;
}

function arrangeArray(values: JsonValue[], depth: number): JsonValue[] | undefined {
  let copy: JsonValue[] | undefined;
  for (let at = 0; at < values.length; at += 1) {
    const arranged = arrange(values[at]!, depth);
    if (arranged === undefined) return undefined;
    if (arranged !== values[at]) {
      copy ??= values.slice();
      copy[at] = arranged;
    }
  }
  return copy ?? values;
}

function arrangeObject(object: JsonObject, depth: number): JsonObject | undefined {
  const keys = Object.keys(object);
  let inOrder = true;
  let copy: JsonObject | undefined;
  let before: string | undefined;
  for (const key of keys) {
    if (before !== undefined && before > key) inOrder = false;
    before = key;
    const arranged = arrange(object[key]!, depth);
    if (arranged === undefined) return undefined;
    if (arranged !== object[key]) {
      copy ??= { ...object };
      copy[key] = arranged;
    }
  }
  return inOrder ? (copy ?? object) : withOrderedKeys(copy ?? object, keys);
}

function withOrderedKeys(object: JsonObject, keys: string[]): JsonObject | undefined {
  // Integer-like keys are listed first, so the first key tells whether there are any.
  const first = keys[0]!.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return undefined;
  const ordered: JsonObject = {};
  for (const key of keys.sort()) {
    if (key === '__proto__') return undefined;
    ordered[key] = object[key]!;
  }
  return ordered;
}

function hasLateKey(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return false;
  if (Array.isArray(value)) return value.some(hasLateKey);
  for (const key of Object.keys(value)) {
    if (SURROGATE_OR_LATER.test(key) || hasLateKey(value[key]!)) return true;
  }
  return false;
}

function checkScalar(value: unknown): void {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return;
    throw new JsonError('number', 'Numbers must be integers between -(2^53 - 1) and 2^53 - 1');
  }
  if (typeof value !== 'boolean' && value !== null && !(value instanceof JsonNumber))
    throw new JsonError('not_json', `JSON has no ${typeof value}`);
}

/** The plain way, right for every key; scalars and depth have been checked by `arrange` or are checked here. */
function write(value: JsonValue, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== 'object' || value === null) {
    checkScalar(value);
    return String(value);
  }
  if (depth >= JSON_DEPTH_MAX) throw new JsonError('too_deep', `Nested more than ${JSON_DEPTH_MAX} levels deep`);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  const members = Object.keys(value)
    .sort(compareCodePoints)
    .map((key) => `${JSON.stringify(key)}:${write(value[key]!, depth + 1)}`);
  return `{${members.join(',')}}`;
}

/** `JSON.stringify` escapes lone surrogates, and nothing else, as `\ud8xx` to `\udfxx`. */
function checkStrings(text: string): string {
  if (text.includes('\\ud') && /(?<!\\)(?:\\\\)*\\ud/.test(text)) {
    throw new JsonError('lone_surrogate', 'A string holds a lone surrogate');
  }
  return text;
}
