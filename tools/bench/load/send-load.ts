import type { BareJob, LoadResult, SendJob } from './job.ts';
import { runClosedLoop } from './closed-loop.ts';
import type { Watcher } from './load-window.ts';

/** PUT /rooms/{roomId}/send/{eventType}/{txnId} by every client, to its rooms in turn. */
export function sendLoad(job: SendJob, watcher: Watcher): Promise<LoadResult> {
  const type = encodeURIComponent(job.eventType);
  const paths = job.clients.map(({ roomIds }) =>
    roomIds.map((roomId) => `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/${type}/`),
  );
  const request = (client: number, n: number) => {
    const rooms = paths[client] ?? [];
    return {
      method: 'PUT',
      // Clients start at different rooms, so that they do not move through them in step.
      path: `${rooms[(client * 7 + n) % rooms.length]}${job.runId}.${client}.${n}`,
      token: job.clients[client]?.token,
      body: job.content,
    } as const;
  };
  return runClosedLoop({ ...job, clients: job.clients.length, request }, watcher);
}

/** GET of one path by every client. */
export function bareLoad(job: BareJob, watcher: Watcher): Promise<LoadResult> {
  return runClosedLoop({ ...job, request: () => ({ method: 'GET', path: job.path }) }, watcher);
}
