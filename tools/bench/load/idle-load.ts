import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection } from '../http/http-connection.ts';
import type { IdleJob, LoadResult } from './job.ts';
import { LoadWindow, type Watcher } from './load-window.ts';

const POLL_MS = 600_000;
/** Connections that are opened at the same time; a listener's backlog is 511. */
const OPENED_AT_ONCE = 100;
const SETTLE_MS = 1_000;

/** Holds connections, with or without long polls, until it is released. Answers that come before are errors. */
export async function idleLoad(job: IdleJob, watcher: Watcher): Promise<LoadResult> {
  const window = new LoadWindow();
  const connections = job.clients.map(() => new HttpConnection(job.port));
  for (let first = 0; first < connections.length; first += OPENED_AT_ONCE) {
    const group = connections.slice(first, first + OPENED_AT_ONCE);
    await Promise.all(group.map((connection) => open(connection, window)));
  }
  const polls = job.polls ? connections.map((connection, i) => poll(connection, job.clients[i], window)) : [];
  await sleep(SETTLE_MS);
  window.open(watcher);
  await watcher.released();
  window.close(watcher);
  for (const connection of connections) connection.close();
  await Promise.all(polls);
  return { ...window.result(), count: connections.length };
}

async function open(connection: HttpConnection, window: LoadWindow): Promise<void> {
  const { status } = await connection.ask({ method: 'GET', path: '/_matrix/client/versions' });
  if (status !== 200) window.addError(`versions: ${status}`);
}

async function poll(
  connection: HttpConnection,
  client: IdleJob['clients'][number] | undefined,
  window: LoadWindow,
): Promise<void> {
  const path = `/_matrix/client/v3/sync?timeout=${POLL_MS}&since=${encodeURIComponent(client?.since ?? '')}`;
  try {
    const { status } = await connection.ask({ method: 'GET', path, token: client?.token });
    window.addError(`a poll ended early: ${status}`);
  } catch (error) {
    if (!window.isClosed) window.addError(String(error));
  }
}
