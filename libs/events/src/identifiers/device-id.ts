import type { Brand } from './brand.js';

/** Identifies one of a user's devices; chosen by the client or by us. */
export type DeviceId = Brand<'DeviceId'>;

/** Limit of a device ID in UTF-16 units. The specification names none; identifiers elsewhere have this one. */
export const DEVICE_ID_CHARACTERS_MAX = 255;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL_CHARACTER = /[\u0000-\u001F\u007F-\u009F]/;

/** Parses a device ID: 1 to 255 characters, no control characters, no lone surrogates; `undefined` otherwise. */
export function parseDeviceId(text: string): DeviceId | undefined {
  if (text.length === 0 || text.length > DEVICE_ID_CHARACTERS_MAX) return undefined;
  return text.isWellFormed() && !CONTROL_CHARACTER.test(text) ? (text as DeviceId) : undefined;
}
