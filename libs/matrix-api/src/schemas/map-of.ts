import Type, { type Static, type TSchema, type TUnsafe } from 'typebox';

/**
 * A JSON object with arbitrary keys whose values are all alike. Not `Type.Record`: its pattern `^.*$` does not match
 * keys with a line break and would let their values through unchecked.
 */
export function mapOf<const S extends TSchema>(values: S): TUnsafe<Record<string, Static<S>>> {
  return Type.Unsafe<Record<string, Static<S>>>({ type: 'object', additionalProperties: values });
}

/** As {@link mapOf}, with user IDs as keys. */
export function mapByUserId<const S extends TSchema>(values: S): TUnsafe<Record<string, Static<S>>> {
  return Type.Unsafe<Record<string, Static<S>>>({
    type: 'object',
    propertyNames: { format: 'matrix-user-id' },
    additionalProperties: values,
  });
}
