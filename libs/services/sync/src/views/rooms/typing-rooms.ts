import type { Typing } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import { TYPING_SWEEP_MS, TYPING_USERS_MAX } from '../../sync.limits.js';

interface TypingUser {
  /** When the user stops, if nothing else comes. */
  readonly untilMs: number;
  readonly deviceId: string;
}

/** A room in which somebody types. */
interface TypingRoom {
  readonly users: Map<string, TypingUser>;
  /** Of the last change. */
  serial: number;
}

/** Who types where, from the transient topic. Serial numbers count changes on this replica only. */
export class TypingRooms {
  readonly #rooms = new Map<string, TypingRoom>();
  /** The rooms of each user who types. */
  readonly #roomsOf = new Map<string, Set<string>>();
  /** Users in all rooms; who types in two counts twice. */
  #userCount = 0;
  #serial = 0;
  #stopSweeping: (() => void) | undefined;

  /** @param onChange called with the room when what it shows changes */
  constructor(
    private readonly clock: Clock,
    private readonly onChange: (roomId: string) => void,
  ) {}

  /** Serial number of the newest change. */
  get serial(): number {
    return this.#serial;
  }

  apply({ roomId, userId, untilMs, deviceId }: Typing): void {
    if (untilMs <= this.clock.nowMs()) return this.stop(roomId, userId);
    const wasTyping = this.isTyping(roomId, userId);
    if (!wasTyping && this.#userCount >= TYPING_USERS_MAX) return;
    const room = this.#rooms.get(roomId) ?? this.#add(roomId);
    room.users.set(userId, { untilMs, deviceId });
    if (wasTyping) return;
    this.#userCount++;
    const rooms = this.#roomsOf.get(userId) ?? new Set<string>();
    this.#roomsOf.set(userId, rooms.add(roomId));
    this.#change(roomId, room);
  }

  /** A user stops, or is not in the room any more. */
  stop(roomId: string, userId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room?.users.delete(userId)) return;
    this.#userCount--;
    const rooms = this.#roomsOf.get(userId);
    rooms?.delete(roomId);
    if (rooms?.size === 0) this.#roomsOf.delete(userId);
    if (room.users.size === 0) this.#rooms.delete(roomId);
    this.#change(roomId, room);
  }

  /** A user's device is gone: what was typed on it ends. */
  stopDevice(userId: string, deviceId: string): void {
    for (const roomId of this.#roomsOf.get(userId) ?? []) {
      if (this.#rooms.get(roomId)?.users.get(userId)?.deviceId === deviceId) this.stop(roomId, userId);
    }
  }

  isTyping(roomId: string, userId: string): boolean {
    return this.#rooms.get(roomId)?.users.has(userId) ?? false;
  }

  /** Who types in a room and when that changed last, as a serial number; undefined for nobody. */
  in(roomId: string): { readonly userIds: string[]; readonly serial: number } | undefined {
    const room = this.#rooms.get(roomId);
    return room && { userIds: [...room.users.keys()], serial: room.serial };
  }

  close(): void {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }

  #add(roomId: string): TypingRoom {
    const room: TypingRoom = { users: new Map(), serial: 0 };
    this.#rooms.set(roomId, room);
    this.#stopSweeping ??= this.clock.every(TYPING_SWEEP_MS, () => this.#sweep());
    return room;
  }

  #change(roomId: string, room: TypingRoom): void {
    room.serial = ++this.#serial;
    this.onChange(roomId);
  }

  #sweep(): void {
    const nowMs = this.clock.nowMs();
    for (const [roomId, { users }] of this.#rooms) {
      for (const [userId, { untilMs }] of users) if (untilMs <= nowMs) this.stop(roomId, userId);
    }
    if (this.#rooms.size === 0) this.close();
  }
}
