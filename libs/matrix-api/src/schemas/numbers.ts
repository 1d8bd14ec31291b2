import Type from 'typebox';

/**
 * An integer from 0 that canonical JSON can carry. The upper bound also keeps `Infinity` out, which coercion of the
 * query `limit=Infinity` would let through.
 */
export const NaturalNumber = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
