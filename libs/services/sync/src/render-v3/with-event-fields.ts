import { JSON_DEPTH_MAX, type JsonObject, parseExactJson } from '@chappe/crypto';
import { applyEventFields } from '@chappe/events';

/** As deep as an event may be, which another one holds in `unsigned.redacted_because`. */
const DEPTH = { depthMax: JSON_DEPTH_MAX + 2 };

/**
 * The JSON of an event with only the `event_fields` that a filter asks for (Client-Server API, "Filtering").
 * @param fields undefined: all of them
 */
export function withEventFields(json: string, fields: readonly string[] | undefined): string {
  return fields ? JSON.stringify(applyEventFields(parseExactJson(json, DEPTH) as JsonObject, fields)) : json;
}
