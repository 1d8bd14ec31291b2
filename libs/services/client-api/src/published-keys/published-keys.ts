import { Injectable } from '@nestjs/common';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { isJsonObject, objectOf } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { Lanes } from '@chappe/runtime';
import {
  KEY_QUERIES_WAITING_MAX,
  KEYS_PAGE_BYTES_MAX,
  KEYS_PAGE_DEVICES,
  SIGNATURES_PER_KEY_MAX,
} from './published-key.limits.js';
import {
  type AskedUsers,
  type KeyUsage,
  type KeyView,
  PublishedKeyStore,
  type SeenSignatures,
} from './published-key.store.js';

/** Whose keys are asked for, by whom. */
export interface KeyQuestion extends AskedUsers {
  readonly viewer: string;
}

/** Identity keys of a device, with the signatures that the viewer may see. */
export interface PublishedDevice {
  readonly userId: string;
  readonly deviceId: string;
  readonly keys: JsonObject;
}

export interface PublishedDevices {
  readonly devices: readonly PublishedDevice[];
  readonly isLast: boolean;
}

/** The keys of local users as others may see them (Client-Server API, "Key and signature security"). */
@Injectable()
export class PublishedKeys {
  /** By viewer, so that nobody holds more than one connection of a process by it. */
  readonly #lanes = new Lanes({
    waitingMax: KEY_QUERIES_WAITING_MAX,
    refusal: () => MatrixError.unavailable('Too many queries of one user wait'),
  });

  constructor(
    private readonly store: PublishedKeyStore,
    private readonly postgres: Postgres,
  ) {}

  /**
   * Some devices in the order of the users asked for.
   * @param afterDevice of the first user
   */
  devices(question: KeyQuestion, afterDevice: string): Promise<PublishedDevices> {
    return this.#lanes.run(question.viewer, async () => {
      const bounds = { limit: KEYS_PAGE_DEVICES, bytesMax: KEYS_PAGE_BYTES_MAX };
      const page = { afterDevice, ...bounds, ...viewOf(question) };
      const { devices, isLast } = await this.store.listDeviceKeys(this.postgres, question, page);
      const published = devices.map(({ userId, deviceId, keys, signatures }) => ({
        userId,
        deviceId,
        keys: withSignatures(keys, signatures),
      }));
      return { devices: published, isLast };
    });
  }

  /** The key of each user that has one. */
  crossSigningKeys(question: KeyQuestion, usage: KeyUsage): Promise<{ userId: string; key: JsonObject }[]> {
    return this.#lanes.run(question.viewer, async () => {
      const keys = await this.store.listSeenKeys(this.postgres, question, { usage, ...viewOf(question) });
      return keys.map(({ userId, key, signatures }) => ({ userId, key: withSignatures(key, signatures) }));
    });
  }
}

function viewOf({ viewer }: KeyQuestion): KeyView {
  return { viewer, signaturesMax: SIGNATURES_PER_KEY_MAX };
}

/** The key with further signatures beside those that it was uploaded with. */
function withSignatures(text: string, added: SeenSignatures['signatures']): JsonObject {
  const key = parseJson(text) as JsonObject;
  if (added.length === 0) return key;
  const signatures = new Map(Object.entries(objectOf(key, 'signatures') ?? {}));
  for (const [signerUserId, signerKeyId, signature] of added) {
    const ofSigner = signatures.get(signerUserId);
    signatures.set(signerUserId, { ...(isJsonObject(ofSigner) && ofSigner), [signerKeyId]: signature });
  }
  return { ...key, signatures: Object.fromEntries(signatures) };
}
