import { isJsonObject, JsonError, type JsonObject, type JsonValue } from '@chappe/crypto';

/** The object that a text is by one of the parsers; undefined for another text. */
export function readJsonObject(text: string, parse: (text: string) => JsonValue): JsonObject | undefined {
  try {
    const value = parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
