import { isJsonObject } from './is-json-object.js';
import { JsonError } from './json-error.js';
import type { JsonValue } from './json-value.js';
import { JSON_DEPTH_MAX } from './json.limits.js';
import { readJson } from './read-json.js';
import { afterString } from './scan-json.js';

const QUOTE = 0x22;
const COLON = 0x3a;

/**
 * The value of a JSON text; `depthMax` (1,000) bounds its nesting. `__proto__` is an ordinary own key, of keys given
 * twice the last one counts.
 * Throws `JsonError`: `syntax`, `too_deep`, or `lone_surrogate` for strings that are not Unicode.
 */
export function parseJson(text: string, options?: { depthMax?: number }): JsonValue {
  const depthMax = options?.depthMax ?? JSON_DEPTH_MAX;
  if (mayBeDeeper(text, depthMax) && isDeeper(text, depthMax)) {
    throw new JsonError('too_deep', `JSON is nested more than ${depthMax} levels deep`);
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    // The engine's message quotes the input, which must not reach logs or answers.
    throw new JsonError('syntax', 'Not valid JSON');
  }
  if (hasEscapedKey(text)) value = readJson(text, Number);
  if (mayHoldLoneSurrogate(text) && holdsLoneSurrogate(value)) {
    throw new JsonError('lone_surrogate', 'JSON holds a lone surrogate');
  }
  return value;
}

/** Cheap upper bound: a text with at most `depthMax` opening brackets cannot be deeper, and most bodies have fewer. */
function mayBeDeeper(text: string, depthMax: number): boolean {
  let budget = depthMax;
  for (const bracket of ['{', '[']) {
    let at = text.indexOf(bracket);
    while (at !== -1) {
      budget -= 1;
      if (budget < 0) return true;
      at = text.indexOf(bracket, at + 1);
    }
  }
  return false;
}

function isDeeper(text: string, depthMax: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = afterString(text, at) - 1;
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

/**
 * Whether a key of a valid JSON text is written with an escape. V8 may give such a key wrongly after it has seen an
 * object with the same keys before it and then one with a backslash: after `{"a":0,"\\":0}` the second key of
 * `{"a":0,"\n":0}` is a backslash (https://github.com/nodejs/node/issues/63785). We would hash such an event otherwise
 * than other servers do, and its sender could bring it about.
 */
function hasEscapedKey(text: string): boolean {
  let backslash = text.indexOf('\\');
  while (backslash !== -1) {
    let after = afterString(text, backslash - 1);
    while (isWhiteSpace(text.charCodeAt(after))) after += 1;
    if (text.charCodeAt(after) === COLON) return true;
    backslash = text.indexOf('\\', after);
  }
  return false;
}

function isWhiteSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/** Surrogates come into a string unpaired in the text or through `\ud8xx` escapes. */
function mayHoldLoneSurrogate(text: string): boolean {
  return !text.isWellFormed() || (text.includes('\\u') && /\\u[dD]/.test(text));
}

function holdsLoneSurrogate(value: JsonValue): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (Array.isArray(value)) return value.some(holdsLoneSurrogate);
  if (!isJsonObject(value)) return false;
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed() || holdsLoneSurrogate(value[key]!)) return true;
  }
  return false;
}
