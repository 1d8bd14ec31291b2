import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import type { UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import type { AuthService } from '../auth-service.js';
import { LocalUsers } from '../users/local-users.js';

/** The content for one device. */
export interface DeviceContent {
  readonly userId: string;
  readonly deviceId: string;
  readonly content: JsonObject;
}

const ALL_DEVICES = '*';

/** Finds the devices that a request reaches. */
@Injectable()
export class Recipients {
  constructor(
    private readonly localUsers: LocalUsers,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: AuthService,
  ) {}

  /**
   * Devices that exist, `*` expanded; others are left out. A device that is named itself gets that message rather than
   * `*`'s.
   * @throws MatrixError M_FORBIDDEN when a user is on another server: there is nothing yet that could deliver it
   */
  async find(messages: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>): Promise<DeviceContent[]> {
    const byUser = new Map(Object.entries(messages));
    const remote = [...byUser.keys()].find((userId) => !this.localUsers.isLocal(userId as UserId));
    if (remote !== undefined) throw MatrixError.forbidden(`Messages to other servers cannot be delivered: ${remote}`);
    const { users } = await this.auth.getDevices({ userIds: [...byUser.keys()] });
    return users.flatMap(({ userId, devices }) => {
      const contents = new Map(Object.entries(byUser.get(userId) ?? {}));
      return devices.flatMap(({ deviceId }) => {
        const content = contents.get(deviceId) ?? contents.get(ALL_DEVICES);
        return content ? [{ userId, deviceId, content }] : [];
      });
    });
  }
}
