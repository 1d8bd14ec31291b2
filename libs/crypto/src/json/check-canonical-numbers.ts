import { JsonError } from './json-error.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** Digits of 2^53 - 1, the largest integer of canonical JSON. */
const DIGITS_MAX = 16;

/**
 * Throws `JsonError` (`number`) when a JSON text holds a number that is not an integer in ±(2^53 - 1) written plainly:
 * 1.0, 1e3, -0 and 9007199254740992 are refused, which is hidden once the text is parsed.
 * Expects valid JSON (`parseJson` it as well). Spec: appendices, "Canonical JSON"; rooms/v6, "Canonical JSON".
 */
export function checkCanonicalNumbers(text: string): void {
  const length = text.length;
  let at = 0;
  while (at < length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = afterString(text, at);
    else if (unit <= NINE && (unit >= ZERO || unit === MINUS)) at = afterNumber(text, at);
    else at += 1;
  }
}

function afterString(text: string, start: number): number {
  const length = text.length;
  let at = start + 1;
  while (at < length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    at += unit === BACKSLASH ? 2 : 1;
  }
  return length;
}

function afterNumber(text: string, start: number): number {
  const negative = text.charCodeAt(start) === MINUS;
  const firstDigit = negative ? start + 1 : start;
  let end = firstDigit;
  while (isDigit(text.charCodeAt(end))) end += 1;
  const digits = end - firstDigit;
  const tooLarge =
    digits > DIGITS_MAX || (digits === DIGITS_MAX && !Number.isSafeInteger(Number(text.slice(firstDigit, end))));
  const negativeZero = negative && text.charCodeAt(firstDigit) === ZERO;
  if (tooLarge || negativeZero || '.eE'.includes(text.charAt(end) || ' ')) {
    throw new JsonError('number', 'Numbers must be plain integers between -(2^53 - 1) and 2^53 - 1');
  }
  return end;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
