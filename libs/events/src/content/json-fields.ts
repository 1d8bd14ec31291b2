import { isJsonObject, type JsonObject, type JsonValue } from '@chappe/crypto';

export { isJsonObject };

/** An own member of an object; `undefined` when absent, also for names that every JavaScript object inherits. */
export function fieldOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An own member that is a text. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = fieldOf(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** An own member that is an object. */
export function objectOf(object: JsonObject, name: string): JsonObject | undefined {
  const value = fieldOf(object, name);
  return isJsonObject(value) ? value : undefined;
}
