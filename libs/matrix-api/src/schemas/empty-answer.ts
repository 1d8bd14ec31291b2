import Type from 'typebox';

/** The answer `{}`. */
export const EmptyAnswer = Type.Object({});
