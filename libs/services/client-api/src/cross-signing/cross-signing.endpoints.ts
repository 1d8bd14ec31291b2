import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest, InteractiveAuth, RawJson } from '@chappe/http';
import {
  type BodyOf,
  MatrixError,
  uploadCrossSigningKeys,
  uploadSignatures,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import type { AuthService } from '../auth-service.js';
import type { CrossSigningKey, KeyUsage } from '../published-keys/published-key.store.js';
import { checkMasterSignatures } from './check-master-signatures.js';
import type { SignedKey } from './check-signed-key.js';
import { CrossSigning, type CrossSigningKeys } from './cross-signing.js';
import { SIGNED_KEYS_PER_UPLOAD_MAX } from './cross-signing.limits.js';
import { KeySignatures } from './key-signatures.js';
import { readCrossSigningKey } from './read-cross-signing-key.js';

/** What an interactive session is good for. */
const OPERATION = 'POST /_matrix/client/v3/keys/device_signing/upload';

/** Cross-signing (Client-Server API). */
@Injectable()
export class CrossSigningEndpoints {
  constructor(
    private readonly crossSigning: CrossSigning,
    private readonly interactiveAuth: InteractiveAuth,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: AuthService,
    private readonly signatures: KeySignatures,
  ) {}

  /** POST /keys/device_signing/upload */
  @Endpoint(uploadCrossSigningKeys)
  async uploadCrossSigningKeys(request: EndpointRequest<typeof uploadCrossSigningKeys>): Promise<EmptyAnswer> {
    const { body, requester, ip } = request;
    const { userId } = requester;
    const keys = readKeys(body, userId);
    const seen = await this.crossSigning.find(userId);
    const master = keys.get('master') ?? seen.get('master');
    if (!master) throw MatrixError.missingParam('No master signing key is available');
    checkMasterSignatures(userId, master, keys.values());
    if (isRepeat(keys, seen)) return {};
    await this.#checkKeyIdsUnused(userId, keys);
    if (seen.has('master')) await this.interactiveAuth.require({ requester, operation: OPERATION, body, ip });
    if (await this.crossSigning.replace(userId, seen, keys)) return {};
    // Another device was faster. The repeated request is judged by the keys that stand by then.
    throw MatrixError.unavailable('The cross-signing keys were changed at the same time');
  }

  /** POST /keys/signatures/upload. What is refused is told key by key. */
  @Endpoint(uploadSignatures)
  async uploadSignatures({ body, requester }: EndpointRequest<typeof uploadSignatures>): Promise<RawJson> {
    const failures = new Map<string, Map<string, JsonObject>>();
    for (const { key, error } of await this.signatures.upload(requester.userId, readSignedKeys(body))) {
      const ofUser = failures.get(key.userId) ?? new Map<string, JsonObject>();
      failures.set(key.userId, ofUser.set(key.keyId, { errcode: error.errcode, error: error.message }));
    }
    const nested = [...failures].map(([userId, ofUser]) => [userId, Object.fromEntries(ofUser)]);
    return new RawJson(JSON.stringify({ failures: Object.fromEntries(nested) as JsonObject }));
  }

  /** Device ids and cross-signing keys share one namespace (Client-Server API, "Key and signature security"). */
  async #checkKeyIdsUnused(userId: string, keys: CrossSigningKeys): Promise<void> {
    const { users } = await this.auth.getDevices({ userIds: [userId] });
    const deviceIds = new Set(users.flatMap((user) => user.devices.map((device) => device.deviceId)));
    for (const { publicKey } of keys.values()) {
      if (deviceIds.has(publicKey)) throw MatrixError.forbidden('Key ID in use');
    }
  }
}

function readKeys(body: BodyOf<typeof uploadCrossSigningKeys>, userId: string): CrossSigningKeys {
  const keys = new Map<KeyUsage, CrossSigningKey>();
  if (body.master_key) keys.set('master', readCrossSigningKey(body.master_key, userId, 'master'));
  if (body.self_signing_key)
    keys.set('self_signing', readCrossSigningKey(body.self_signing_key, userId, 'self_signing'));
  if (body.user_signing_key)
    keys.set('user_signing', readCrossSigningKey(body.user_signing_key, userId, 'user_signing'));
  return keys;
}

/** The request contains no new keys: an answer got lost and the client tries again. */
function isRepeat(keys: CrossSigningKeys, seen: CrossSigningKeys): boolean {
  return [...keys.values()].every((key) => seen.get(key.usage)?.publicKey === key.publicKey);
}

function readSignedKeys(body: BodyOf<typeof uploadSignatures>): SignedKey[] {
  const keys = Object.entries(body).flatMap(([userId, ofUser]) =>
    Object.entries(ofUser).map(([keyId, object]) => ({ userId, keyId, object })),
  );
  if (keys.length > SIGNED_KEYS_PER_UPLOAD_MAX) {
    throw MatrixError.tooLarge(`At most ${SIGNED_KEYS_PER_UPLOAD_MAX} keys can be signed at once`);
  }
  return keys;
}
