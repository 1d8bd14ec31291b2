import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { bounded } from './bounded.ts';
import type { MatrixUser, MatrixUsers } from './matrix-users.ts';

/** Users whose keys are uploaded at a time. */
const AT_ONCE = 8;
/** Bytes before the 32 of the key itself in the DER form of a public key (RFC 8410). */
const DER_HEAD_BYTES = 12;
const ALGORITHMS = ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'];

/** State by which the events of a room are encrypted. */
export const ENCRYPTION = { type: 'm.room.encryption', state_key: '', content: { algorithm: ALGORITHMS[1] } };

interface Key {
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** Gives each user the keys of a client that encrypts: its device's, and cross-signing keys that sign it. */
export async function uploadIdentityKeys(matrix: MatrixUsers, users: readonly MatrixUser[]): Promise<void> {
  await bounded(users, AT_ONCE, async (user) => {
    const { userId, deviceId } = user;
    const upload = uploader(matrix, user);
    const [master, selfSigning, userSigning] = [makeKey(), makeKey(), makeKey()];
    const deviceKeys = await uploadDeviceKeys(matrix, user);
    const byMaster = { userId, keyId: master.publicKey, key: master };
    await upload('device_signing/upload', {
      master_key: crossSigningKey(userId, 'master', master),
      self_signing_key: signed(crossSigningKey(userId, 'self_signing', selfSigning), byMaster),
      user_signing_key: signed(crossSigningKey(userId, 'user_signing', userSigning), byMaster),
    });
    const bySelf = { userId, keyId: selfSigning.publicKey, key: selfSigning };
    await upload('signatures/upload', { [userId]: { [deviceId]: signed(deviceKeys, bySelf) } });
  });
}

/** @returns the keys of the device, not signed */
export async function uploadDeviceKeys(matrix: MatrixUsers, user: MatrixUser): Promise<object> {
  const { userId, deviceId } = user;
  const key = makeKey();
  const deviceKeys = {
    algorithms: ALGORITHMS,
    device_id: deviceId,
    keys: { [`curve25519:${deviceId}`]: makeKey().publicKey, [`ed25519:${deviceId}`]: key.publicKey },
    user_id: userId,
  };
  await uploader(matrix, user)('upload', { device_keys: signed(deviceKeys, { userId, keyId: deviceId, key }) });
  return deviceKeys;
}

function uploader(matrix: MatrixUsers, { token }: MatrixUser) {
  return (what: string, content: object): Promise<unknown> =>
    matrix.ask({ method: 'POST', path: `/_matrix/client/v3/keys/${what}`, token, body: JSON.stringify(content) });
}

function crossSigningKey(userId: string, usage: string, { publicKey }: Key) {
  return { keys: { [`ed25519:${publicKey}`]: publicKey }, usage: [usage], user_id: userId };
}

interface Signer {
  readonly userId: string;
  readonly keyId: string;
  readonly key: Key;
}

/** @param object in canonical form but for spaces: members sorted, ASCII (appendices, "Signing JSON") */
function signed(object: object, { userId, keyId, key }: Signer): object {
  const signature = withoutPadding(sign(null, Buffer.from(JSON.stringify(object)), key.privateKey));
  return { ...object, signatures: { [userId]: { [`ed25519:${keyId}`]: signature } } };
}

function makeKey(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ type: 'spki', format: 'der' }).subarray(DER_HEAD_BYTES);
  return { publicKey: withoutPadding(bytes), privateKey };
}

function withoutPadding(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
