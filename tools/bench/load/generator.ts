// The process that makes load: runs the one job it is sent, says when the measured time begins and ends, and reports.
import type { GeneratorOrder, GeneratorReport, Job, LoadResult } from './job.ts';
import { idleLoad } from './idle-load.ts';
import { initialSyncLoad } from './initial-sync-load.ts';
import type { Watcher } from './load-window.ts';
import { pacedLoad } from './paced-load.ts';
import { requestsLoad } from './requests-load.ts';
import { bareLoad, sendLoad } from './send-load.ts';
import { wokenSyncLoad } from './woken-sync-load.ts';

const released = Promise.withResolvers<void>();

const report = (message: GeneratorReport): void => void process.send?.(message);

const watcher: Watcher = {
  began: () => report({ kind: 'began' }),
  ended: () => report({ kind: 'ended' }),
  released: () => released.promise,
};

function run(job: Job): Promise<LoadResult> {
  switch (job.kind) {
    case 'bare':
      return bareLoad(job, watcher);
    case 'send':
      return sendLoad(job, watcher);
    case 'requests':
      return requestsLoad(job, watcher);
    case 'wokenSync':
      return wokenSyncLoad(job, watcher);
    case 'paced':
      return pacedLoad(job, watcher);
    case 'initialSync':
      return initialSyncLoad(job, watcher);
    case 'idle':
      return idleLoad(job, watcher);
  }
}

process.on('message', (order: GeneratorOrder) => {
  if (order.kind === 'release') {
    released.resolve();
    return;
  }
  run(order.job)
    .then((result) => report({ kind: 'result', result }))
    .catch((error: unknown) => report({ kind: 'failed', reason: String(error) }));
});
// Whoever started this has gone: nobody will read the result.
process.once('disconnect', () => process.exit(0));
