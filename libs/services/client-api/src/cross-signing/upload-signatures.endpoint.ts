import { Injectable } from '@nestjs/common';
import { DeviceChange, userLog } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { newEntry, UserLogWriter, type NewEntry } from '@chappe/event-log';
import type { UserId } from '@chappe/events';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, uploadSignatures } from '@chappe/matrix-api';
import { SigningMaterials } from './signing-materials.js';
import { KeySignatureStore, type KeySignature } from '../published-keys/key-signature.store.js';
import { SIGNED_KEYS_PER_UPLOAD_MAX } from './signature.limits.js';
import { LocalUsers } from '../users/local-users.js';
import { checkSignedKey, type SignatureCheck, type SignedKey } from './check-signed-key.js';

type Request = EndpointRequest<typeof uploadSignatures>;

/** POST /keys/signatures/upload */
@Injectable()
@Endpoint(uploadSignatures)
export class UploadSignaturesEndpoint implements EndpointHandler<typeof uploadSignatures> {
  constructor(
    private readonly materials: SigningMaterials,
    private readonly signatures: KeySignatureStore,
    private readonly localUsers: LocalUsers,
    private readonly writer: UserLogWriter,
  ) {}

  async handle({ body, requester }: Request): Promise<RawJson> {
    const signerUserId = requester.userId;
    const keys = readSignedKeys(body);
    const local = keys.map((key) => key.userId).filter((userId) => this.localUsers.isLocal(userId as UserId));
    const materials = await this.materials.read(new Set([signerUserId, ...local]));
    const { accepted, failures } = this.#check(keys, { signerUserId, materials });
    await this.#store(signerUserId, accepted);
    return new RawJson(JSON.stringify({ failures }));
  }

  #check(keys: readonly SignedKey[], check: SignatureCheck): { accepted: KeySignature[]; failures: JsonObject } {
    const accepted: KeySignature[] = [];
    const failures = new Map<string, Map<string, JsonObject>>();
    for (const key of keys) {
      try {
        const place = this.localUsers.placeOf(key.userId);
        for (const signature of checkSignedKey(key, check)) {
          accepted.push({ ...place, keyId: key.keyId, signerUserId: check.signerUserId, ...signature });
        }
      } catch (error) {
        if (!(error instanceof MatrixError)) throw error;
        const ofUser = failures.get(key.userId) ?? new Map<string, JsonObject>();
        const reason = { errcode: error.errcode, error: error.message };
        failures.set(key.userId, ofUser.set(key.keyId, reason));
      }
    }
    const nested = [...failures].map(([userId, ofUser]) => [userId, Object.fromEntries(ofUser)]);
    return { accepted, failures: Object.fromEntries(nested) as JsonObject };
  }

  async #store(signerUserId: string, accepted: readonly KeySignature[]): Promise<void> {
    if (accepted.length === 0) return;
    await this.writer.transaction(async (tx, append) => {
      await this.signatures.put(tx, accepted);
      await append(ownKeysChanged(signerUserId, accepted));
    });
  }
}

function readSignedKeys(body: Request['body']): SignedKey[] {
  const keys = Object.entries(body).flatMap(([userId, ofUser]) =>
    Object.entries(ofUser).map(([keyId, object]) => ({ userId, keyId, object })),
  );
  if (keys.length > SIGNED_KEYS_PER_UPLOAD_MAX) {
    throw MatrixError.tooLarge(`At most ${SIGNED_KEYS_PER_UPLOAD_MAX} keys can be signed at once`);
  }
  return keys;
}

/**
 * One entry for each own key. Signatures on others' keys are seen by the signer only, so those users' lists do not
 * change.
 */
function ownKeysChanged(signerUserId: string, accepted: readonly KeySignature[]): NewEntry[] {
  const keyIds = new Set(accepted.filter((row) => row.userId === signerUserId).map((row) => row.keyId));
  const change = DeviceChange.DEVICE_CHANGE_KEYS;
  return [...keyIds].map((deviceId) => newEntry(signerUserId, userLog.kinds.device, { deviceId, change }));
}
