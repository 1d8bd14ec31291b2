/** Any JSON value as `parseJson` returns it; numbers are doubles (room versions 6 and later allow no others). */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object. Look keys from outside up with `Object.hasOwn`: the prototype is the ordinary one. */
export interface JsonObject {
  [key: string]: JsonValue;
}
