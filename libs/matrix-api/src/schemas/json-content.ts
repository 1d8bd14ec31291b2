import Type from 'typebox';
import type { JsonObject } from '@chappe/crypto';

/** Any JSON object: the content of an event, account data and the like. */
export const JsonContent = Type.Unsafe<JsonObject>({ type: 'object' });
