import { isJsonObject } from './is-json-object.js';
import type { JsonValue } from './json-value.js';

/** A member of a value from outside, never one of the prototype; `undefined` where it is no object or lacks it. */
export function ownMember(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
