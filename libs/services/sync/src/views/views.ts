import {
  DeviceChange,
  DeviceEntry,
  roomLog,
  userLog,
  type LogEntry,
  type Topic,
  type TraceContext,
  typingTopic,
} from '@chappe/contracts';
import type { EventLog, Followed, TransientBus } from '@chappe/event-log';
import type { Clock } from '@chappe/runtime';
import { AppliedPositions } from './log/applied-positions.js';
import { applyRoomEntry } from './apply-room-entry.js';
import { DeviceListLog } from './log/device-list-log.js';
import type { RoomService } from './rooms/room-service.js';
import { OwnersInGeneration } from './owners-in-generation.js';
import { Rooms } from './rooms/rooms.js';
import { TypingRooms } from './rooms/typing-rooms.js';
import type { UserDataService } from './users/user-data-service.js';
import { Users } from './users/users.js';
import type { UserView } from './users/user-view.js';
import { WakeQueue } from './log/wake-queue.js';

/** What the views tell their surroundings. */
export interface ViewsReports {
  /** An entry could not be taken in; the views it concerns are loaded anew. */
  entryFailed(topic: Topic, entry: LogEntry, error: unknown): void;
  /** A room could not be read; it is tried again. */
  roomFailed(roomId: string, error: unknown): void;
  /** An answer goes out without a room. */
  roomLeftOut(roomId: string, error: unknown): void;
}

/** What the views of a replica need. */
export interface ViewsPorts {
  readonly eventLog: EventLog;
  readonly room: RoomService;
  readonly userData: UserDataService;
  readonly bus: TransientBus;
  readonly clock: Clock;
  readonly reports: ViewsReports;
  readonly viewBytesMax: number;
  readonly userIdleMs: number;
  /** Names this replica in tokens; not 0. */
  readonly instance: number;
}

const IDLE_SWEEP_MS = 30_000;

/**
 * Everything that this replica keeps in memory, built from the logs and kept up to date by them. Nothing here is more
 * than a copy: what is dropped is read again from its owner.
 */
export class Views {
  readonly roomApplied: AppliedPositions;
  readonly userApplied: AppliedPositions;
  readonly rooms: Rooms;
  readonly users: Users;
  readonly deviceLists: DeviceListLog;
  readonly typing: TypingRooms;
  readonly #wakeQueue: WakeQueue;
  readonly #followed: Followed[] = [];
  readonly #stops: (() => void)[] = [];
  readonly #owners: OwnersInGeneration;
  #isClosed = false;

  readonly ports: ViewsPorts;

  private constructor(
    ports: ViewsPorts,
    positions: { readonly room: readonly number[]; readonly user: readonly number[] },
  ) {
    const { clock, eventLog } = ports;
    const { partitionCount } = eventLog;
    this.#owners = new OwnersInGeneration(ports, eventLog.generations, partitionCount);
    const { room, userData } = this.#owners;
    this.ports = { ...ports, room, userData };
    this.roomApplied = new AppliedPositions(positions.room);
    this.userApplied = new AppliedPositions(positions.user);
    this.#wakeQueue = new WakeQueue(clock);
    const { roomApplied, userApplied } = this;
    this.rooms = new Rooms({
      room,
      clock,
      partitionCount,
      applied: roomApplied,
      viewBytesMax: ports.viewBytesMax,
      onFailed: (roomId, error) => ports.reports.roomFailed(roomId, error),
      onServed: ({ roomId }) => this.#wakeRoom(roomId),
    });
    this.users = new Users({ rooms: this.rooms, room, userData, clock, roomApplied, userApplied, partitionCount });
    this.deviceLists = new DeviceListLog(eventLog, positions.room);
    this.typing = new TypingRooms(clock, (roomId) => this.#wakeRoom(roomId));
  }

  /**
   * Views that follow both logs from where these are now.
   * @param onLost what they hold is of a future that PostgreSQL has lost: others have to take their place
   */
  static async start(ports: ViewsPorts, onLost: () => void = () => undefined): Promise<Views> {
    const { eventLog } = ports;
    const { generations } = eventLog;
    const generation = generations.current;
    const [room, user] = await Promise.all([eventLog.positions(roomLog), eventLog.positions(userLog)]);
    if (generation !== generations.current) return Views.start(ports, onLost);
    const views = new Views(ports, { room, user });
    views.#follow(roomLog, room, (entries) => views.#applyRoomEntries(entries));
    views.#follow(userLog, user, (entries) => views.#applyUserEntries(entries));
    views.#stops.push(
      generations.onChange(() => views.#enterGeneration(onLost)),
      ports.bus.subscribe(typingTopic, (typing) => views.typing.apply(typing)),
      ports.clock.every(IDLE_SWEEP_MS, () => views.users.dropIdle(ports.clock.monotonicMs() - ports.userIdleMs)),
    );
    return views;
  }

  get partitionCount(): number {
    return this.ports.eventLog.partitionCount;
  }

  /** In which generation the positions that are applied here were given out. */
  get generation(): number {
    return this.#owners.generation;
  }

  /** Nobody shall sleep any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Wakes everyone, stops following. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const user of this.users.views()) this.#wakeQueue.wake(user);
    for (const stop of this.#stops) stop();
    this.typing.close();
    await Promise.all(this.#followed.map((followed) => followed.stop()));
  }

  /**
   * Sleeps until something changes for the user, the time is over, the client goes away or the views close.
   * @returns the entry that woke it, when it is traced
   */
  sleep(user: UserView, durationMs: number, signal: AbortSignal): Promise<TraceContext | undefined> {
    if (this.#isClosed || signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const wakeUp = (cause?: TraceContext): void => {
        cancel();
        signal.removeEventListener('abort', onAbort);
        user.sleepers.delete(wakeUp);
        resolve(cause);
      };
      const onAbort = (): void => wakeUp();
      const cancel = this.ports.clock.after(durationMs, onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      user.sleepers.add(wakeUp);
    });
  }

  /** A generation has begun: what is here belongs to it as well, unless some of that is lost. */
  #enterGeneration(onLost: () => void): void {
    const isLost = this.#followed.some((followed) => followed.isLost) || !this.#owners.enterCurrent();
    if (isLost) onLost();
  }

  #follow(topic: Topic, positions: readonly number[], onEntries: (entries: readonly LogEntry[]) => void): void {
    for (const [partition, after] of positions.entries()) {
      this.#followed.push(this.ports.eventLog.follow(topic, { partition, after, onEntries, name: 'sync' }));
    }
  }

  #applyRoomEntries(entries: readonly LogEntry[]): void {
    const { rooms, users, deviceLists, typing } = this;
    const targets = { rooms, users, deviceLists, typing, wakeQueue: this.#wakeQueue };
    for (const entry of entries) {
      try {
        applyRoomEntry(entry, targets);
      } catch (error) {
        this.ports.reports.entryFailed(roomLog, entry, error);
        this.#dropRoom(entry);
      }
    }
    advance(this.roomApplied, entries);
  }

  #applyUserEntries(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      try {
        if (entry.kind === userLog.kinds.device.id) this.#endTyping(entry);
        const user = this.users.applyUser(entry);
        if (user) this.#wakeQueue.wake(user);
      } catch (error) {
        this.ports.reports.entryFailed(userLog, entry, error);
        this.users.drop(entry.key);
      }
    }
    advance(this.userApplied, entries);
  }

  /** Who is logged out types no more. */
  #endTyping(entry: LogEntry): void {
    const { change, deviceId } = DeviceEntry.decode(entry.payload);
    if (change === DeviceChange.DEVICE_CHANGE_DELETED) this.typing.stopDevice(entry.key, deviceId);
  }

  /** An entry could not be taken in: nothing that it might have changed is trusted any more. */
  #dropRoom(entry: LogEntry): void {
    const users = [...(this.rooms.find(entry.key)?.users ?? [])];
    this.rooms.dropView(entry.key, entry.position);
    for (const user of users) this.users.drop(user.userId);
  }

  #wakeRoom(roomId: string): void {
    for (const user of this.rooms.find(roomId)?.users ?? []) this.#wakeQueue.wake(user);
  }
}

function advance(applied: AppliedPositions, entries: readonly LogEntry[]): void {
  const newest = entries.at(-1);
  if (newest) applied.advance(newest.partition, newest.position);
}
