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
  type DeviceName,
  type KeyUsage,
  type KeyView,
  PublishedKeyStore,
  type SeenDevice,
  type SeenSignatures,
} from './published-key.store.js';

/** Whose keys are asked for, by whom. */
export interface KeyQuestion {
  readonly viewer: string;
  readonly userIds: readonly string[];
}

/** A device that exists and has identity keys. */
export interface PublishedDevice extends DeviceName {
  /** JSON of its keys, with the signatures that the viewer may see, and its name in `unsigned`. */
  readonly json: string;
}

export interface PublishedDevices {
  readonly devices: readonly PublishedDevice[];
  readonly isLast: boolean;
}

/** A cross-signing key. */
export interface PublishedKey {
  readonly userId: string;
  readonly usage: KeyUsage;
  /** JSON of it, with the signatures that the viewer may see. */
  readonly json: string;
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
  devices({ viewer, userIds }: KeyQuestion, afterDevice: string): Promise<PublishedDevices> {
    return this.#lanes.run(viewer, async () => {
      const page = { afterDevice, limit: KEYS_PAGE_DEVICES, bytesMax: KEYS_PAGE_BYTES_MAX, ...viewOf(viewer) };
      const { devices, isLast } = await this.store.listDevices(this.postgres, userIds, page);
      return { devices: devices.map(toPublished), isLast };
    });
  }

  /** The keys of these usages of each user that has them, in the order of the users. */
  crossSigningKeys({ viewer, userIds }: KeyQuestion, ...usages: KeyUsage[]): Promise<PublishedKey[]> {
    return this.#lanes.run(viewer, async () => {
      const keys = await this.store.listSeenKeys(this.postgres, userIds, { usages, ...viewOf(viewer) });
      return keys.map(({ userId, usage, key, signatures }) => ({
        userId,
        usage,
        json: withSignatures(key, signatures),
      }));
    });
  }
}

function viewOf(viewer: string): KeyView {
  return { viewer, signaturesMax: SIGNATURES_PER_KEY_MAX };
}

/** What is stored has members, and `unsigned` is not among them: nothing needs to be parsed to add it. */
function toPublished({ userId, deviceId, keys, signatures, displayName }: SeenDevice): PublishedDevice {
  const unsigned = displayName === null ? '{}' : `{"device_display_name":${JSON.stringify(displayName)}}`;
  return { userId, deviceId, json: `${withSignatures(keys, signatures).slice(0, -1)},"unsigned":${unsigned}}` };
}

/** The key with further signatures beside those that it was uploaded with. */
function withSignatures(text: string, added: SeenSignatures['signatures']): string {
  if (added.length === 0) return text;
  const key = parseJson(text) as JsonObject;
  const signatures = new Map(Object.entries(objectOf(key, 'signatures') ?? {}));
  for (const [signerUserId, signerKeyId, signature] of added) {
    const ofSigner = signatures.get(signerUserId);
    signatures.set(signerUserId, { ...(isJsonObject(ofSigner) && ofSigner), [signerKeyId]: signature });
  }
  return JSON.stringify({ ...key, signatures: Object.fromEntries(signatures) });
}
