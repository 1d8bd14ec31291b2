import { JsonError } from './json-error.js';
import { scanJson } from './scan-json.js';

/**
 * Throws `JsonError` (`number`) when a JSON text holds a number that is not an integer in ±(2^53 - 1) written plainly:
 * 1.0, 1e3, -0 and 9007199254740992 are refused, which is hidden once the text is parsed.
 * Expects valid JSON (`parseJson` it as well). Spec: appendices, "Canonical JSON"; rooms/v6, "Canonical JSON".
 */
export function checkCanonicalNumbers(text: string): void {
  if (!scanJson(text).canonicalNumbers) throw forbiddenNumber();
}

/** The refusal of a number that canonical JSON forbids. */
export function forbiddenNumber(): JsonError {
  return new JsonError('number', 'Numbers must be plain integers between -(2^53 - 1) and 2^53 - 1');
}
