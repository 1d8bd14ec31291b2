import Type from 'typebox';
import type { DeviceId, EventId, RoomAlias, RoomId, UserId } from '@chappe/events';

/**
 * Identifiers as they come in. The formats are backed by the parsers of `@chappe/events` in `platform/http`, so a value
 * with one of these types has been parsed once and is never checked again. A text that is no such identifier is
 * M_INVALID_PARAM.
 */
export const UserIdString = Type.Unsafe<UserId>(Type.String({ format: 'matrix-user-id' }));
export const RoomIdString = Type.Unsafe<RoomId>(Type.String({ format: 'matrix-room-id' }));
export const EventIdString = Type.Unsafe<EventId>(Type.String({ format: 'matrix-event-id' }));
export const RoomAliasString = Type.Unsafe<RoomAlias>(Type.String({ format: 'matrix-room-alias' }));
export const RoomIdOrAliasString = Type.Unsafe<RoomId | RoomAlias>(Type.String({ format: 'matrix-room-id-or-alias' }));
/** A device ID that a client chooses: 1 to 255 characters without control characters. */
export const DeviceIdString = Type.Unsafe<DeviceId>(Type.String({ format: 'matrix-device-id' }));
