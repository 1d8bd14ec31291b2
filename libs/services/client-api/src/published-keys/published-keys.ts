import { Injectable } from '@nestjs/common';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { Postgres } from '@chappe/postgres';
import { CrossSigningStore, type KeyUsage } from './cross-signing.store.js';
import { DeviceKeyStore } from './device-key.store.js';
import { KeySignatureStore, type KeySignature } from './key-signature.store.js';
import { withSignatures } from './with-signatures.js';

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
    private readonly deviceKeys: DeviceKeyStore,
    private readonly crossSigning: CrossSigningStore,
    private readonly signatures: KeySignatureStore,
    private readonly postgres: Postgres,
  ) {}

  /**
   * Keys of users of one partition; each user asked for has an entry. A user-signing key is there for its owner only.
   * @param viewer user who asks
   */
  async list(partition: number, userIds: readonly string[], viewer: string): Promise<Map<string, UserKeys>> {
    const [devices, crossSigningKeys, signatures] = await Promise.all([
      this.deviceKeys.list(this.postgres, partition, userIds),
      this.crossSigning.list(this.postgres, partition, userIds),
      this.signatures.list(this.postgres, { partition, userIds }, viewer),
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
