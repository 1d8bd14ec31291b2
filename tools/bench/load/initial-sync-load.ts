import { HttpConnection } from '../http/http-connection.ts';
import type { InitialSyncJob, LoadResult } from './job.ts';
import { LoadWindow, type Watcher } from './load-window.ts';

/** GET /sync without a token by everybody at once; the window is the time until the last one has its answer. */
export async function initialSyncLoad(job: InitialSyncJob, watcher: Watcher): Promise<LoadResult> {
  const window = new LoadWindow();
  const path = `/_matrix/client/v3/sync?timeout=0&${job.query}`;
  const ask = async (token: string): Promise<void> => {
    const connection = new HttpConnection(job.port);
    const startedMs = performance.now();
    try {
      window.add(await connection.ask({ method: 'GET', path, token }), performance.now() - startedMs);
    } catch (error) {
      window.addError(String(error));
    }
    connection.close();
  };
  window.open(watcher);
  await Promise.all(job.tokens.map(ask));
  window.close(watcher);
  return window.result();
}
