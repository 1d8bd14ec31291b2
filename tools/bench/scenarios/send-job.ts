import type { BenchOptions } from '../command-line.ts';
import type { SendJob } from '../load/job.ts';
import type { MatrixUser } from '../matrix/matrix-users.ts';

const MESSAGE_BYTES = 300;
const ENCRYPTED_BYTES = 1_200;

export interface SendRun {
  readonly port: number;
  readonly runId: string;
  readonly users: readonly MatrixUser[];
  readonly roomIds: readonly string[];
}

/** Every user sends to the rooms in turn. */
export function sendJob(options: BenchOptions, { port, runId, users, roomIds }: SendRun): SendJob {
  return {
    kind: 'send',
    port,
    clients: users.map(({ token }) => ({ token, roomIds })),
    ...eventOf(options),
    runId: `${runId}.${users.length}.${roomIds.length}`,
    warmUpMs: 200 * options.seconds,
    measureMs: 1_000 * options.seconds,
  };
}

/** Content whose JSON has the wanted size. */
function eventOf({ encrypted }: BenchOptions): Pick<SendJob, 'eventType' | 'content'> {
  const fill = (content: Record<string, string>, name: string, bytes: number): string => {
    const missing = bytes - JSON.stringify({ ...content, [name]: '' }).length;
    return JSON.stringify({ ...content, [name]: 'x'.repeat(missing) });
  };
  if (!encrypted) {
    return { eventType: 'm.room.message', content: fill({ msgtype: 'm.text' }, 'body', MESSAGE_BYTES) };
  }
  const envelope = {
    algorithm: 'm.megolm.v1.aes-sha2',
    device_id: 'ABCDEFGHIJ',
    sender_key: 'y'.repeat(43),
    session_id: 'z'.repeat(43),
  };
  return { eventType: 'm.room.encrypted', content: fill(envelope, 'ciphertext', ENCRYPTED_BYTES) };
}
