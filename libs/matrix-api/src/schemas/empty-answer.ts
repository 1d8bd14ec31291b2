import Type from 'typebox';

/** The answer `{}`. */
export const EmptyAnswer = Type.Object({});
export type EmptyAnswer = Record<string, never>;
