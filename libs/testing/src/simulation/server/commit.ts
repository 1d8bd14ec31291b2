import type { StoreWrite } from './durable-store.js';
import { remember } from './load-and-retry.js';
import type { ServerContext } from './server-context.js';
import { step, type Task } from './task.js';

/** Makes a write durable and then visible. A crash comes before it, with nothing written, or after it. */
export function* commit(server: ServerContext, write: StoreWrite): Task<void> {
  const { memory, store } = server;
  yield* step();
  const nodes = new Map(memory.unsavedNodes);
  store.apply({ ...write, nodes });
  memory.unsavedNodes.clear();
  for (const event of write.events ?? []) remember(server, event);
  yield* step();
}
