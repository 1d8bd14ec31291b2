import { MatrixError } from '@chappe/matrix-api';
import { DEVICE_DISPLAY_NAME_LENGTH_MAX } from '../auth.limits.js';

/** Refuses with M_INVALID_PARAM a display name of a device that is too long or cannot be stored. */
export function checkDeviceDisplayName(displayName: string | undefined): void {
  if (displayName === undefined) return;
  if (displayName.length > DEVICE_DISPLAY_NAME_LENGTH_MAX) {
    const message = `A display name of a device may have at most ${DEVICE_DISPLAY_NAME_LENGTH_MAX} characters`;
    throw MatrixError.invalidParam(message);
  }
  if (displayName.includes('\0') || !displayName.isWellFormed()) {
    throw MatrixError.invalidParam('A display name of a device may not contain NUL or lone surrogates');
  }
}
