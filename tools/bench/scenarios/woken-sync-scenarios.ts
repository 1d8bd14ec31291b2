import type { BenchOptions } from '../command-line.ts';
import type { MarkedMessage } from '../load/job.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { roomMessage } from './marked-messages.ts';
import type { Scenario } from './scenario.ts';

/** The server rests between messages, so that latency is not that of a queue. */
const PAUSE_MS = 20;

/** Long polls in one room that a message wakes. */
export async function wokenSyncScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const [sender, ...pollers] = await matrix.register('poller', Math.max(...options.pollers) + 1);
  if (sender === undefined) throw new Error('nobody to send');
  const scenarios: Scenario[] = [];
  for (const count of options.pollers) {
    // A room of their own: who is not polling would be a member all the same.
    const [roomId = ''] = await matrix.createRooms([sender], 1);
    const members = pollers.slice(0, count);
    await matrix.join(members, [roomId]);
    const job = jobOf({ server, options, members, sender: roomMessage(sender, roomId) });
    const budget = 'p50 after commit ≤ 10 ms, ≤ 60 µs a sync';
    scenarios.push({ name: `${count} long-polling`, unit: 'woken sync', budget, server, job });
  }
  matrix.close();
  return scenarios;
}

interface Scene {
  readonly server: MeasuredServer;
  readonly options: BenchOptions;
  readonly members: readonly { readonly token: string }[];
  readonly sender: MarkedMessage;
}

function jobOf(scene: Scene): Scenario['job'] {
  const { server, options, members, sender } = scene;
  return (runId) => ({
    kind: 'wokenSync',
    port: server.port,
    syncPort: server.port,
    pollers: members.map(({ token }) => token),
    sender,
    pauseMs: PAUSE_MS,
    runId: `${runId}.${members.length}`,
    warmUpMs: 200 * options.seconds,
    measureMs: 1_000 * options.seconds,
  });
}
