import { Inject, Injectable } from '@nestjs/common';
import { configOf, serverSection, type ServerConfig } from '@chappe/config';
import { partitionOf } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';

/** What the keys of a room's rows start with. */
export interface RoomKey {
  readonly partition: number;
  readonly roomId: RoomId;
}

/** Where rows are: the partition of an id, for this installation. */
@Injectable()
export class Partitions {
  readonly #count: number;

  constructor(@Inject(configOf(serverSection)) server: Pick<ServerConfig, 'partitionCount'>) {
    this.#count = server.partitionCount;
  }

  /** Partition of a room id, a user id or an alias. */
  of(id: string): number {
    return partitionOf(id, this.#count);
  }

  roomKey(roomId: RoomId): RoomKey {
    return { partition: this.of(roomId), roomId };
  }
}
