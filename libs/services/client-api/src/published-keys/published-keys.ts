import { Injectable } from '@nestjs/common';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { objectOf } from '@chappe/events';
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
  type KeySignature,
  type KeyUsage,
  type NamedKey,
  PublishedKeyStore,
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
      const page = { afterDevice, limit: KEYS_PAGE_DEVICES, bytesMax: KEYS_PAGE_BYTES_MAX };
      const { devices, isLast } = await this.store.listDeviceKeys(this.postgres, question, page);
      const named = devices.map(({ userId, deviceId, keys }) => ({ userId, keyId: deviceId, key: keys }));
      const signed = await this.#withSignatures(question, named);
      return { devices: signed.map(({ userId, keyId, key }) => ({ userId, deviceId: keyId, keys: key })), isLast };
    });
  }

  /** The key of each user that has one. */
  crossSigningKeys(question: KeyQuestion, usage: KeyUsage): Promise<{ userId: string; key: JsonObject }[]> {
    return this.#lanes.run(question.viewer, async () => {
      const keys = await this.store.listCrossSigningKeys(this.postgres, question, usage);
      return this.#withSignatures(
        question,
        keys.map(({ userId, publicKey: keyId, key }) => ({ userId, keyId, key })),
      );
    });
  }

  async #withSignatures<Key extends NamedKey & { readonly key: string }>(
    { partition, viewer }: KeyQuestion,
    keys: readonly Key[],
  ): Promise<(NamedKey & { readonly key: JsonObject })[]> {
    if (keys.length === 0) return [];
    const view = { viewer, limit: SIGNATURES_PER_KEY_MAX };
    const byKey = groupByKey(await this.store.listSignatures(this.postgres, { partition, keys }, view));
    return keys.map(({ userId, keyId, key }) => ({
      userId,
      keyId,
      key: withSignatures(parseJson(key) as JsonObject, byKey.get(nameOf(userId, keyId))),
    }));
  }
}

function groupByKey(signatures: readonly KeySignature[]): Map<string, KeySignature[]> {
  const groups = new Map<string, KeySignature[]>();
  for (const signature of signatures) {
    const name = nameOf(signature.userId, signature.keyId);
    const group = groups.get(name);
    if (group) group.push(signature);
    else groups.set(name, [signature]);
  }
  return groups;
}

function nameOf(userId: string, keyId: string): string {
  return `${userId} ${keyId}`;
}

/** The key with further signatures beside those that it was uploaded with. */
function withSignatures(key: JsonObject, added: readonly KeySignature[] = []): JsonObject {
  if (added.length === 0) return key;
  const signatures = new Map(Object.entries(objectOf(key, 'signatures') ?? {}));
  for (const { signerUserId, signerKeyId, signature } of added) {
    const ofSigner = objectOf(Object.fromEntries(signatures), signerUserId) ?? {};
    signatures.set(signerUserId, { ...ofSigner, [signerKeyId]: signature });
  }
  return { ...key, signatures: Object.fromEntries(signatures) };
}
