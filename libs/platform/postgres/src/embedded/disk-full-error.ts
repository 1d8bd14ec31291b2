import { AwayError } from '@chappe/telemetry';

/** What outages for want of room are told as. */
export const ROOM_ON_DISK = 'Room on the disk';

/** Nothing can be stored until there is room. */
export class DiskFullError extends AwayError {
  readonly away = ROOM_ON_DISK;
}
