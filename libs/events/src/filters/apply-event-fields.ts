import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, isJsonObject } from '../content/json-fields.js';
import { parsePropertyPath } from '../content/parse-property-path.js';

/**
 * A copy of an event with only the properties at these dot-separated paths, whole objects where a path ends at one
 * (client-server-api#filtering, `event_fields`). Paths that lead nowhere are ignored.
 */
export function applyEventFields(event: JsonObject, fields: readonly string[]): JsonObject {
  const kept: JsonObject = {};
  for (const field of fields) copyProperty(event, kept, parsePropertyPath(field));
  return kept;
}

function copyProperty(from: JsonObject, to: JsonObject, [name = '', ...rest]: readonly string[]): void {
  const value = fieldOf(from, name);
  if (value === undefined) return;
  if (rest.length === 0) {
    define(to, name, value);
    return;
  }
  const already = fieldOf(to, name);
  // The whole object is there already: nothing within it is to be left out.
  if (!isJsonObject(value) || already === value) return;
  const part = isJsonObject(already) ? already : {};
  copyProperty(value, part, rest);
  if (Object.keys(part).length > 0) define(to, name, part);
}

// Paths come from clients: assignment to __proto__ would not make a member.
function define(object: JsonObject, name: string, value: JsonValue): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
