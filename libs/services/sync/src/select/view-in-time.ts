import { withDeadline } from '@chappe/runtime';
import { ROOM_WAIT_MS_MAX } from '../sync.limits.js';
import type { RoomView } from '../views/rooms/room-view.js';
import type { Views } from '../views/views.js';

/** The view of a room; rejects when it cannot be read, or not within {@link ROOM_WAIT_MS_MAX}. */
export function viewInTime({ rooms, ports }: Views, roomId: string): RoomView | Promise<RoomView> {
  const view = rooms.view(roomId);
  return view instanceof Promise ? withDeadline(ports.clock, ROOM_WAIT_MS_MAX, () => view) : view;
}
