import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import { partitionOf } from '@chappe/contracts';
import { EVENT_LOG, type EventLog } from '@chappe/event-log';
import { serverNameOf, type UserId } from '@chappe/events';

/** Where a user's rows are. */
export interface UserPlace {
  readonly partition: number;
  readonly userId: string;
}

/** Where a device's rows are. */
export interface DevicePlace extends UserPlace {
  readonly deviceId: string;
}

/** Which users are ours, and which partition a user's data is in. */
@Injectable()
export class LocalUsers {
  constructor(
    @Inject(SERVER_IDENTITY) private readonly identity: Pick<ServerIdentity, 'serverName'>,
    @Inject(EVENT_LOG) private readonly eventLog: Pick<EventLog, 'partitionCount'>,
  ) {}

  isLocal(userId: UserId): boolean {
    return serverNameOf(userId) === this.identity.serverName;
  }

  placeOf(userId: string): UserPlace {
    return { partition: partitionOf(userId, this.eventLog.partitionCount), userId };
  }

  placeOfDevice(userId: string, deviceId: string): DevicePlace {
    return { ...this.placeOf(userId), deviceId };
  }

  /** User ids by partition, partitions ascending. */
  group(userIds: Iterable<string>): Map<number, string[]> {
    const groups = new Map<number, string[]>();
    for (const userId of userIds) {
      const { partition } = this.placeOf(userId);
      const group = groups.get(partition);
      if (group) group.push(userId);
      else groups.set(partition, [userId]);
    }
    return new Map([...groups].sort(([a], [b]) => a - b));
  }
}

/** Columns of devices as a statement takes them: partitions, users, devices. */
export function placesOf(devices: readonly DevicePlace[]): [number[], string[], string[]] {
  return [
    devices.map(({ partition }) => partition),
    devices.map(({ userId }) => userId),
    devices.map(({ deviceId }) => deviceId),
  ];
}
