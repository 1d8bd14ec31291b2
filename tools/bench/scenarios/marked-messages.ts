import { MARKER, type MarkedMessage } from '../load/job.ts';
import type { MatrixUser } from '../matrix/matrix-users.ts';

const API = '/_matrix/client/v3';
/** A short message. */
const FILL = 'x'.repeat(240);

/** A message to a room. */
export function roomMessage({ token }: MatrixUser, roomId: string): MarkedMessage {
  const path = `${API}/rooms/${encodeURIComponent(roomId)}/send/m.room.message/`;
  return { token, path, body: JSON.stringify({ msgtype: 'm.text', body: `${MARKER} ${FILL}` }) };
}

/** A to-device message to all devices of a user. */
export function toDeviceMessage({ token }: MatrixUser, { userId }: MatrixUser): MarkedMessage {
  const content = { algorithm: 'm.olm.v1.curve25519-aes-sha2', ciphertext: `${MARKER} ${FILL}` };
  const body = JSON.stringify({ messages: { [userId]: { '*': content } } });
  return { token, path: `${API}/sendToDevice/m.room.encrypted/`, body };
}
