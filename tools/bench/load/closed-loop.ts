import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection, type HttpRequest } from '../http/http-connection.ts';
import type { LoadResult, Window } from './job.ts';
import { LoadWindow, type Watcher } from './load-window.ts';

/** So that a server that refuses everything is not flooded. */
const PAUSE_AFTER_ERROR_MS = 50;

export interface ClosedLoop extends Window {
  readonly port: number;
  readonly clients: number;
  /** The n-th request of a client, both from 0. */
  request(client: number, n: number): HttpRequest;
}

/** Each client has a connection and asks again as soon as it has its answer. */
export async function runClosedLoop(loop: ClosedLoop, watcher: Watcher): Promise<LoadResult> {
  const window = new LoadWindow();
  const clients = Array.from({ length: loop.clients }, (_, client) => runClient(loop, client, window));
  await Promise.all([window.run(loop, watcher), ...clients]);
  return window.result();
}

async function runClient(loop: ClosedLoop, client: number, window: LoadWindow): Promise<void> {
  const connection = new HttpConnection(loop.port);
  for (let n = 0; !window.isClosed; n++) {
    const startedMs = performance.now();
    try {
      const answer = await connection.ask(loop.request(client, n));
      window.add(answer, performance.now() - startedMs);
      if (answer.status !== 200) await sleep(PAUSE_AFTER_ERROR_MS);
    } catch (error) {
      window.addError(error instanceof Error ? error.message : String(error));
      await sleep(PAUSE_AFTER_ERROR_MS);
    }
  }
  connection.close();
}
