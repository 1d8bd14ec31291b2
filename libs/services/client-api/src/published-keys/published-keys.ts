import { Injectable } from '@nestjs/common';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { objectOf } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import { type KeySignature, type KeyUsage, PublishedKeyStore } from './published-key.store.js';

/** The keys of a user, with the signatures that the viewer may see. */
export interface UserKeys {
  /** By device id. */
  readonly devices: Map<string, JsonObject>;
  readonly crossSigning: Map<KeyUsage, JsonObject>;
}

/** The keys of local users as others may see them (Client-Server API, "Key and signature security"). */
@Injectable()
export class PublishedKeys {
  constructor(
    private readonly store: PublishedKeyStore,
    private readonly postgres: Postgres,
  ) {}

  /**
   * Keys of users of one partition; each user asked for has an entry. A user-signing key is there for its owner only.
   * @param viewer user who asks
   */
  async list(partition: number, userIds: readonly string[], viewer: string): Promise<Map<string, UserKeys>> {
    const [devices, crossSigningKeys, signatures] = await Promise.all([
      this.store.listDeviceKeys(this.postgres, partition, userIds),
      this.store.listCrossSigningKeys(this.postgres, partition, userIds),
      this.store.listSignatures(this.postgres, { partition, userIds }, viewer),
    ]);
    const byKey = groupByKey(signatures);
    const users = new Map(userIds.map((userId) => [userId, noKeys()]));
    for (const { userId, deviceId, keys } of devices) {
      const signed = withSignatures(parseJson(keys) as JsonObject, byKey.get(nameOf(userId, deviceId)));
      users.get(userId)?.devices.set(deviceId, signed);
    }
    for (const { userId, usage, publicKey, key } of crossSigningKeys) {
      if (usage === 'user_signing' && userId !== viewer) continue;
      const signed = withSignatures(parseJson(key) as JsonObject, byKey.get(nameOf(userId, publicKey)));
      users.get(userId)?.crossSigning.set(usage, signed);
    }
    return users;
  }
}

function noKeys(): UserKeys {
  return { devices: new Map(), crossSigning: new Map() };
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
