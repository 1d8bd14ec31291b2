import type { BenchOptions } from '../command-line.ts';
import { MARKER } from '../load/job.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { ASKERS, requestScenarios, type Work } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const RECIPIENTS = [1, 50] as const;
/** As large as a message that hands a room key over. */
const CONTENT = {
  algorithm: 'm.olm.v1.curve25519-aes-sha2',
  sender_key: 'k'.repeat(43),
  ciphertext: { ['r'.repeat(43)]: { type: 1, body: 'x'.repeat(700) } },
};

/** PUT /sendToDevice to one device of each recipient; nobody fetches the messages meanwhile. */
export async function toDeviceScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const recipients = await matrix.register('member', Math.max(...RECIPIENTS));
  const senders = await matrix.register('asker', ASKERS);
  matrix.close();
  return RECIPIENTS.flatMap((count) =>
    requestScenarios({ server, options }, toDeviceWork(recipients.slice(0, count), senders)),
  );
}

/** A message to the device of each recipient. */
export function toDeviceWork(recipients: readonly MatrixUser[], senders: readonly MatrixUser[]): Work {
  const body = messagesTo(recipients);
  const path = `/_matrix/client/v3/sendToDevice/m.room.encrypted/${MARKER}`;
  return {
    name: `to ${recipients.length} device${recipients.length === 1 ? '' : 's'}`,
    requestsOf: ({ token }) => [{ method: 'PUT', path, token, body }],
    expects: { text: '{', times: 1 },
    before: () => Promise.resolve(senders),
  };
}

function messagesTo(recipients: readonly MatrixUser[]): string {
  const messages = recipients.map(({ userId, deviceId }) => [userId, { [deviceId]: CONTENT }]);
  return JSON.stringify({ messages: Object.fromEntries(messages) });
}
