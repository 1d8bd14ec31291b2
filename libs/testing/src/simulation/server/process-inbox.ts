import { commit } from './commit.js';
import type { InboxEntry } from './durable-store.js';
import { receivePdu } from './receive-pdu.js';
import type { ServerContext } from './server-context.js';
import { serversIn } from './room-states.js';
import type { Task } from './task.js';

/** After so many tries an event whose past cannot be had stays aside until the next event brings it. */
export const TRIES_MAX = 4;

/** Checks what was received, in order; true when something is left to be tried again later. */
export function* processInbox(server: ServerContext): Task<boolean> {
  let isLeft = false;
  for (const [key, entry] of server.store.inbox) {
    if (server.store.room === undefined || entry.tries >= TRIES_MAX) continue;
    isLeft = (yield* processEntry(server, key, entry)) || isLeft;
  }
  return isLeft;
}

/** Whether the entry waits for another try. */
function* processEntry(server: ServerContext, key: string, entry: InboxEntry): Task<boolean> {
  const done = { inbox: new Map([[key, undefined]]) };
  const sources = yield* sourcesFor(server, entry);
  const receipt = yield* receivePdu(server, { text: entry.text, sources }, done);
  if (receipt === 'waiting') {
    server.world.trace.note('waiting for what comes before', server.name, key);
    yield* commit(server, { inbox: new Map([[key, { ...entry, tries: entry.tries + 1 }]]) });
    return entry.tries + 1 < TRIES_MAX;
  }
  if (receipt !== 'stored') yield* commit(server, done);
  return false;
}

/** The sender, then another server in the room. */
function* sourcesFor(server: ServerContext, { origin }: InboxEntry): Task<readonly string[]> {
  const { store, world, name } = server;
  const servers = store.room === undefined ? [] : yield* serversIn(server, store.room.currentState);
  const other = world.random.oneOf(servers.filter((each) => each !== origin && each !== name));
  return other === undefined ? [origin] : [origin, other];
}
