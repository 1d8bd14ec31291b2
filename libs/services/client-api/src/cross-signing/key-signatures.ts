import { Injectable } from '@nestjs/common';
import { DeviceChange, userLog } from '@chappe/contracts';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { newEntry, type NewEntry, UserLogWriter } from '@chappe/event-log';
import { objectOf, type UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { type KeySignature, PublishedKeyStore } from '../published-keys/published-key.store.js';
import { LocalUsers } from '../users/local-users.js';
import { checkSignedKey, type SignatureCheck, type SignedKey, type SigningMaterial } from './check-signed-key.js';

/** Why a key's signatures were refused. */
export interface SignatureFailure {
  readonly key: SignedKey;
  readonly error: MatrixError;
}

/** Signatures that users put on keys. */
@Injectable()
export class KeySignatures {
  constructor(
    private readonly store: PublishedKeyStore,
    private readonly localUsers: LocalUsers,
    private readonly postgres: Postgres,
    private readonly writer: UserLogWriter,
  ) {}

  /** Keeps the signatures of one user that are valid. @returns the keys whose signatures were refused */
  async upload(signerUserId: string, keys: readonly SignedKey[]): Promise<SignatureFailure[]> {
    const local = keys.map((key) => key.userId).filter((userId) => this.localUsers.isLocal(userId as UserId));
    const materials = await this.#materialsOf(new Set([signerUserId, ...local]), {
      signerUserId,
      deviceIds: [...new Set(keys.flatMap((key) => ownDevicesOf(key, signerUserId)))],
    });
    const { accepted, failures } = this.#check(keys, { signerUserId, materials });
    if (accepted.length > 0) {
      await this.writer.transaction(signerUserId, async (tx, append) => {
        await this.store.putSignatures(tx, accepted);
        await append([...ownKeysChanged(signerUserId, accepted), ...othersSigned(signerUserId, accepted)]);
      });
    }
    return failures;
  }

  #check(
    keys: readonly SignedKey[],
    check: SignatureCheck,
  ): { accepted: KeySignature[]; failures: SignatureFailure[] } {
    const accepted: KeySignature[] = [];
    const failures: SignatureFailure[] = [];
    for (const key of keys) {
      try {
        const place = this.localUsers.placeOf(key.userId);
        for (const signature of checkSignedKey(key, check)) {
          accepted.push({ ...place, keyId: key.keyId, signerUserId: check.signerUserId, ...signature });
        }
      } catch (error) {
        if (!(error instanceof MatrixError)) throw error;
        failures.push({ key, error });
      }
    }
    return { accepted, failures };
  }

  /**
   * The keys against which signatures are checked; a local user without keys has an entry as well. Of devices only the
   * signer's own count, and of these only those that are named.
   */
  async #materialsOf(
    userIds: Iterable<string>,
    { signerUserId, deviceIds }: { readonly signerUserId: string; readonly deviceIds: readonly string[] },
  ): Promise<Map<string, SigningMaterial>> {
    const found = new Map<string, SigningMaterial>();
    const signer = this.localUsers.placeOf(signerUserId);
    const devices = await this.store.findDeviceKeys(this.postgres, signer, deviceIds);
    for (const [partition, ofPartition] of this.localUsers.group(userIds)) {
      const keys = await this.store.listCrossSigningKeys(this.postgres, { partition, userIds: ofPartition });
      const keysOf = Map.groupBy(keys, (key) => key.userId);
      for (const userId of ofPartition) {
        const own = userId === signerUserId ? devices : [];
        const ofUsage = (usage: string) => keysOf.get(userId)?.find((key) => key.usage === usage);
        found.set(userId, {
          devices: new Map(own.map((device) => [device.deviceId, parseJson(device.keys) as JsonObject])),
          master: ofUsage('master'),
          selfSigning: ofUsage('self_signing'),
          userSigning: ofUsage('user_signing'),
        });
      }
    }
    return found;
  }
}

/** Devices of the signer that a signed key is, or is signed by. */
function ownDevicesOf({ userId, keyId, object }: SignedKey, signerUserId: string): string[] {
  if (userId !== signerUserId) return [];
  const ofSigner = objectOf(objectOf(object, 'signatures') ?? {}, signerUserId) ?? {};
  return [keyId, ...Object.keys(ofSigner).map((name) => name.replace(/^ed25519:/, ''))];
}

/** One entry for each own key. */
function ownKeysChanged(signerUserId: string, accepted: readonly KeySignature[]): NewEntry[] {
  const keyIds = new Set(accepted.filter((row) => row.userId === signerUserId).map((row) => row.keyId));
  const change = DeviceChange.DEVICE_CHANGE_KEYS;
  return [...keyIds].map((deviceId) => newEntry(signerUserId, userLog.kinds.device, { deviceId, change }));
}

/** Signatures on others' keys are seen by the signer only: their lists do not change, but to the signer's devices. */
function othersSigned(signerUserId: string, accepted: readonly KeySignature[]): NewEntry[] {
  const userIds = [...new Set(accepted.map((row) => row.userId))].filter((userId) => userId !== signerUserId);
  return userIds.length === 0 ? [] : [newEntry(signerUserId, userLog.kinds.signatures, { userIds })];
}
