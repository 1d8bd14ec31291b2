import type { JsonObject } from '@chappe/crypto';
import type { Pdu } from '../content/pdu.js';

/** An event as a plain JSON object without the named members: what hashes and signatures are made of. */
export function pduMembers(pdu: Pdu, without: readonly string[]): JsonObject {
  const members: JsonObject = {};
  for (const key of Object.keys(pdu)) {
    const value = pdu[key];
    if (value !== undefined && !without.includes(key)) define(members, key, value);
  }
  return members;
}

// Assignment would set the prototype instead of an own member called __proto__.
function define(members: JsonObject, key: string, value: JsonObject[string]): void {
  if (key !== '__proto__') members[key] = value;
  else Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
}
