import { JsonError } from './json-error.js';
import type { JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
import { readJson } from './read-json.js';
import { scanJson } from './scan-json.js';

/**
 * `parseJson` that refuses numbers of which a double would make others: too large or too small for one, or integers
 * beyond ±(2^53 - 1), where doubles leave some out. A fraction is the double next to it, as it is to every reader of
 * JSON; encoders write more digits of it than tell doubles apart. For what is stored as it was sent but is no event.
 * Throws `JsonError`: as `parseJson`, or `number`. Spec: RFC 7493, section 2.2.
 */
export function parseLosslessJson(text: string, options?: { depthMax?: number }): JsonValue {
  const value = parseJson(text, options);
  if (!scanJson(text).canonicalNumbers) readJson(text, requireDouble);
  return value;
}

function requireDouble(text: string): JsonValue {
  const value = Number(text);
  const isChanged = Number.isInteger(value) ? !Number.isSafeInteger(value) : !Number.isFinite(value);
  if (isChanged || (value === 0 && !isZero(text))) {
    throw new JsonError('number', 'A number is too large or too small, so that it could not be kept as it is');
  }
  return value;
}

function isZero(text: string): boolean {
  const [significand = ''] = text.split(/[eE]/, 1);
  return !/[1-9]/.test(significand);
}
