import type { JsonNumber } from './json-number.js';

/** Any JSON value. Numbers are doubles, but for what `parseExactJson` keeps as text. */
export type JsonValue = string | number | boolean | null | JsonNumber | JsonValue[] | JsonObject;

/** A JSON object. Look keys from outside up with `Object.hasOwn`: the prototype is the ordinary one. */
export interface JsonObject {
  [key: string]: JsonValue;
}
