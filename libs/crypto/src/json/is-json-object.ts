import { JsonNumber } from './json-number.js';
import type { JsonObject, JsonValue } from './json-value.js';

/** Whether a JSON value is an object: no array, and no number kept as text. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}
