import type { EventSigner } from '@chappe/events';
import type { World } from '../world/world.js';
import type { DurableStore, StoredRoom } from './durable-store.js';
import type { Protocol } from './protocol.js';
import type { ServerMemory } from './server-memory.js';

/** What the tasks of a server work with. */
export interface ServerContext {
  readonly name: string;
  readonly world: World;
  readonly store: DurableStore;
  readonly memory: ServerMemory;
  readonly protocol: Protocol;
  readonly signer: EventSigner;
  /** By the server's own clock, in milliseconds since 1970. */
  nowMs(): number;
  /** An ID that this server never gave before, for events of room versions 1 and 2. */
  newEventId(): string;
  /** Starts what a commit gave reason for: sending to other servers, checking what they sent. */
  wake(): void;
}

/** The room, which is there when a task asks for it. */
export function roomOf({ store }: ServerContext): StoredRoom {
  if (store.room === undefined) throw new Error('The server does not know the room');
  return store.room;
}
