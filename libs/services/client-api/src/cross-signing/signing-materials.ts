import { Injectable } from '@nestjs/common';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { Postgres } from '@chappe/postgres';
import { CrossSigningStore, type StoredCrossSigningKey } from '../published-keys/cross-signing.store.js';
import { DeviceKeyStore } from '../published-keys/device-key.store.js';
import { LocalUsers } from '../users/local-users.js';

/** The keys of one user that can be signed or sign others. */
export interface SigningMaterial {
  /** Identity keys by device id. */
  readonly devices: ReadonlyMap<string, JsonObject>;
  readonly master: StoredCrossSigningKey | undefined;
  readonly selfSigning: StoredCrossSigningKey | undefined;
  readonly userSigning: StoredCrossSigningKey | undefined;
}

/** Reads the keys against which uploaded signatures are checked. */
@Injectable()
export class SigningMaterials {
  constructor(
    private readonly deviceKeys: DeviceKeyStore,
    private readonly crossSigning: CrossSigningStore,
    private readonly localUsers: LocalUsers,
    private readonly postgres: Postgres,
  ) {}

  /** Of local users; one without keys has an entry as well. */
  async read(userIds: Iterable<string>): Promise<Map<string, SigningMaterial>> {
    const found = new Map<string, SigningMaterial>();
    for (const [partition, ofPartition] of this.localUsers.group(userIds)) {
      const devices = await this.deviceKeys.list(this.postgres, partition, ofPartition);
      const keys = await this.crossSigning.list(this.postgres, partition, ofPartition);
      for (const userId of ofPartition) {
        const own = devices.filter((device) => device.userId === userId);
        const ofUsage = (usage: string) => keys.find((key) => key.userId === userId && key.usage === usage);
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
