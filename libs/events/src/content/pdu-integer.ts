import type { PduInteger } from './pdu.js';

/** The integer as a double, the nearest safe one beyond ±(2^53 - 1): for storing and for showing. */
export function toSafeInteger(value: PduInteger): number {
  const double = typeof value === 'number' ? value : value.toDouble();
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, double));
}

/** Orders two integers exactly, however large: negative, zero or positive. */
export function compareIntegers(left: PduInteger, right: PduInteger): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [toBigInt(left), toBigInt(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function toBigInt(value: PduInteger): bigint {
  return typeof value === 'number' ? BigInt(value) : BigInt(value.text);
}
