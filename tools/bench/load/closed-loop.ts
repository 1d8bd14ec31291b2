import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../http/answer-parser.ts';
import { HttpConnection, type HttpRequest } from '../http/http-connection.ts';
import type { LoadResult, Window } from './job.ts';
import { LoadWindow, type Watcher } from './load-window.ts';
import { Supply } from './supply.ts';

/** So that a server that refuses everything is not flooded. */
const PAUSE_AFTER_ERROR_MS = 50;

export interface ClosedLoop extends Window {
  readonly port: number;
  readonly clients: number;
  /** The n-th request of a client, both from 0. */
  request(client: number, n: number): HttpRequest;
  /** What is wrong with an answer of status 200; undefined when nothing is. */
  faultOf?(answer: Answer): string | undefined;
  /** Of all clients together; see {@link Supply}. */
  readonly requestsMax?: number | undefined;
}

/** Each client has a connection and asks again as soon as it has its answer. */
export async function runClosedLoop(loop: ClosedLoop, watcher: Watcher): Promise<LoadResult> {
  const window = new LoadWindow();
  const supply = new Supply(loop.requestsMax ?? Number.POSITIVE_INFINITY);
  const clients = Array.from({ length: loop.clients }, (_, client) => runClient({ loop, window, supply }, client));
  await Promise.all([window.run(loop, watcher, supply), ...clients]);
  return window.result();
}

interface Run {
  readonly loop: ClosedLoop;
  readonly window: LoadWindow;
  readonly supply: Supply;
}

async function runClient({ loop, window, supply }: Run, client: number): Promise<void> {
  const connection = new HttpConnection(loop.port);
  for (let n = 0; !window.isClosed && supply.take(); n++) {
    const startedMs = performance.now();
    try {
      const answer = await connection.ask(loop.request(client, n));
      const fault = answer.status === 200 ? loop.faultOf?.(answer) : undefined;
      if (fault === undefined) window.add(answer, performance.now() - startedMs);
      else window.addError(fault);
      if (answer.status !== 200) await sleep(PAUSE_AFTER_ERROR_MS);
    } catch (error) {
      window.addError(error instanceof Error ? error.message : String(error));
      await sleep(PAUSE_AFTER_ERROR_MS);
    }
    supply.done();
  }
  connection.close();
}
