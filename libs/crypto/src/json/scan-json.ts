const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
/** Digits of 2^53 - 1, the largest integer of canonical JSON. */
const DIGITS_MAX = 16;

/** What the values of a JSON text no longer tell: how its numbers were written, and keys that stand twice. */
export interface JsonScan {
  /** Whether every number is an integer in ±(2^53 - 1), written plainly. The scan ends at the first that is not. */
  readonly canonicalNumbers: boolean;
  /** Members of all objects, those with the key of another counted as well. */
  readonly members: number;
}

/** Looks a valid JSON text through once; any other text gives a result without meaning. */
export function scanJson(text: string): JsonScan {
  const length = text.length;
  let members = 0;
  let at = 0;
  while (at < length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = afterString(text, at);
    } else if (unit > NINE || (unit < ZERO && unit !== MINUS)) {
      if (unit === COLON) members += 1;
      at += 1;
    } else {
      at = afterNumber(text, at);
      if (at === -1) return { canonicalNumbers: false, members };
    }
  }
  return { canonicalNumbers: true, members };
}

/** Index behind the string that begins at `start`, at most the length of the text. */
export function afterString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

/** Whether an odd number of backslashes stands before the quote; the one that opens the string ends the search. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote;
  while (text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 1;
}

/** Index behind the number that begins at `start`; -1 when canonical JSON forbids it. */
function afterNumber(text: string, start: number): number {
  const negative = text.charCodeAt(start) === MINUS;
  const firstDigit = negative ? start + 1 : start;
  let end = firstDigit;
  while (isDigit(text.charCodeAt(end))) end += 1;
  const digits = end - firstDigit;
  const tooLarge =
    digits > DIGITS_MAX || (digits === DIGITS_MAX && !Number.isSafeInteger(Number(text.slice(firstDigit, end))));
  const negativeZero = negative && text.charCodeAt(firstDigit) === ZERO;
  return tooLarge || negativeZero || '.eE'.includes(text.charAt(end) || ' ') ? -1 : end;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
