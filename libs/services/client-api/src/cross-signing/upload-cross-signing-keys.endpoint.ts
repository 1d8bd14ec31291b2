import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition } from '@chappe/contracts';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { Endpoint, InteractiveAuth, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, uploadCrossSigningKeys } from '@chappe/matrix-api';
import { CrossSigning, type CrossSigningKeys } from './cross-signing.js';
import type { CrossSigningKey, KeyUsage } from '../published-keys/cross-signing.store.js';
import { checkMasterSignatures } from './check-master-signatures.js';
import { readCrossSigningKey } from './read-cross-signing-key.js';

/** What an interactive session is good for. */
const OPERATION = 'POST /_matrix/client/v3/keys/device_signing/upload';

type Request = EndpointRequest<typeof uploadCrossSigningKeys>;

/** POST /keys/device_signing/upload */
@Injectable()
@Endpoint(uploadCrossSigningKeys)
export class UploadCrossSigningKeysEndpoint implements EndpointHandler<typeof uploadCrossSigningKeys> {
  constructor(
    private readonly crossSigning: CrossSigning,
    private readonly interactiveAuth: InteractiveAuth,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: ServiceClient<typeof AuthServiceDefinition>,
  ) {}

  async handle({ body, requester }: Request): Promise<Record<string, never>> {
    const { userId } = requester;
    const keys = readKeys(body, userId);
    const seen = await this.crossSigning.find(userId);
    const master = keys.get('master') ?? seen.get('master');
    if (!master) throw MatrixError.missingParam('No master signing key is available');
    checkMasterSignatures(userId, master, keys.values());
    if (isRepeat(keys, seen)) return {};
    await this.#checkKeyIdsUnused(userId, keys);
    if (seen.has('master')) await this.interactiveAuth.require({ requester, operation: OPERATION, auth: body.auth });
    if (await this.crossSigning.replace(userId, seen, keys)) return {};
    // Another device was faster. The repeated request is judged by the keys that stand by then.
    throw MatrixError.unavailable('The cross-signing keys were changed at the same time');
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

function readKeys(body: Request['body'], userId: string): CrossSigningKeys {
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
