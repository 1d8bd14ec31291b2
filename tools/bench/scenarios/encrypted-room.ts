import { ENCRYPTION } from '../matrix/encrypted-users.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import { ASKERS } from './request-scenarios.ts';

/** An encrypted room and those of its members who ask. */
export interface EncryptedRoom {
  /** Begins the paths of its endpoints. */
  readonly path: string;
  readonly askers: readonly MatrixUser[];
}

/** As large as an encrypted message is. */
const CONTENT = {
  algorithm: 'm.megolm.v1.aes-sha2',
  device_id: 'ABCDEFGHIJ',
  sender_key: 'y'.repeat(43),
  session_id: 'z'.repeat(43),
  ciphertext: 'x'.repeat(900),
};

/** Makes a room of `size` members. */
export async function makeEncryptedRoom(matrix: MatrixUsers, size: number): Promise<EncryptedRoom> {
  const members = await matrix.register('member', size);
  const [roomId = ''] = await matrix.createRooms(members, 1, [ENCRYPTION]);
  await matrix.join(members, [roomId]);
  return {
    path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`,
    askers: members.slice(0, ASKERS),
  };
}

/**
 * Sends encrypted messages, one after the other, by the askers in turn.
 * @param mark different for each call
 * @returns their event IDs
 */
export async function sendEncrypted(
  matrix: MatrixUsers,
  { path, askers }: EncryptedRoom,
  { count, mark }: { readonly count: number; readonly mark: string },
): Promise<string[]> {
  const eventIds: string[] = [];
  for (let n = 0; n < count; n++) {
    const token = askers[n % askers.length]?.token;
    const answer = await matrix.ask({
      method: 'PUT',
      path: `${path}/send/m.room.encrypted/${mark}.${n}`,
      token,
      body: JSON.stringify(CONTENT),
    });
    eventIds.push((answer as { event_id: string }).event_id);
  }
  return eventIds;
}
