/**
 * Why a text or a value is not the JSON that Matrix wants: `utf8` for bytes that are no UTF-8, `number` for numbers
 * that canonical JSON forbids, `duplicate_key` for a key that stands twice in an object, `not_json` for values JSON has
 * no notation for.
 */
export type JsonErrorReason =
  | 'utf8'
  | 'syntax'
  | 'too_deep'
  | 'lone_surrogate'
  | 'number'
  | 'duplicate_key'
  | 'not_json';

/** Refusal of JSON. The message holds nothing of the refused input, so it may be shown to whoever sent it. */
export class JsonError extends Error {
  override readonly name = 'JsonError';

  constructor(
    readonly reason: JsonErrorReason,
    message: string,
  ) {
    super(message);
  }
}
