import type { Typing } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import { TYPING_CLEARED_KEPT_MS, TYPING_SWEEP_MS, TYPING_USERS_MAX } from '../../sync.limits.js';

interface TypingRoom {
  /** When each user stops, if nothing else comes. */
  readonly until: Map<string, number>;
  /** Of the last change. */
  serial: number;
  changedAtMs: number;
}

/** Who types where, from the transient topic. Serial numbers count changes on this replica only. */
export class TypingRooms {
  readonly #rooms = new Map<string, TypingRoom>();
  #serial = 0;
  #userCount = 0;
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

  apply(typing: Typing): void {
    const isTyping = typing.untilMs > this.clock.nowMs();
    const room = this.#rooms.get(typing.roomId);
    const wasTyping = room?.until.has(typing.userId) ?? false;
    if (!isTyping) {
      if (room && wasTyping) this.#stop(typing.roomId, room, [typing.userId]);
      return;
    }
    if (!wasTyping && this.#userCount >= TYPING_USERS_MAX) return;
    const changed = room ?? this.#add(typing.roomId);
    changed.until.set(typing.userId, typing.untilMs);
    if (wasTyping) return;
    this.#userCount++;
    this.#change(typing.roomId, changed);
  }

  /**
   * The users typing in a room, when that changed after a serial number; undefined when it did not.
   * @param after 0: whatever is known, an empty list for a room where somebody typed a short while ago
   */
  changedSince(roomId: string, after: number): string[] | undefined {
    const room = this.#rooms.get(roomId);
    return room && room.serial > after ? [...room.until.keys()] : undefined;
  }

  /** Whether any room changed after a serial number. */
  hasChangedSince(after: number): boolean {
    return this.#serial > after && this.#rooms.size > 0;
  }

  close(): void {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }

  #add(roomId: string): TypingRoom {
    const room: TypingRoom = { until: new Map(), serial: 0, changedAtMs: 0 };
    this.#rooms.set(roomId, room);
    this.#stopSweeping ??= this.clock.every(TYPING_SWEEP_MS, () => this.#sweep());
    return room;
  }

  #stop(roomId: string, room: TypingRoom, userIds: readonly string[]): void {
    for (const userId of userIds) room.until.delete(userId);
    this.#userCount -= userIds.length;
    this.#change(roomId, room);
  }

  #change(roomId: string, room: TypingRoom): void {
    room.serial = ++this.#serial;
    room.changedAtMs = this.clock.nowMs();
    this.onChange(roomId);
  }

  #sweep(): void {
    const nowMs = this.clock.nowMs();
    for (const [roomId, room] of this.#rooms) {
      const expired = [...room.until].filter(([, untilMs]) => untilMs <= nowMs).map(([userId]) => userId);
      if (expired.length > 0) this.#stop(roomId, room, expired);
      if (room.until.size === 0 && room.changedAtMs < nowMs - TYPING_CLEARED_KEPT_MS) this.#rooms.delete(roomId);
    }
    if (this.#rooms.size === 0) this.close();
  }
}
