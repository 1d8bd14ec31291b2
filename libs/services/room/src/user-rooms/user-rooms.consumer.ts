import { Injectable } from '@nestjs/common';
import { roomLog, type LogEntry } from '@chappe/contracts';
import { Consumer, type ConsumerHandler } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../partitions/partitions.js';
import { MEMBERSHIP_KINDS, membershipChangeOf } from './membership-change.js';
import { USER_ROOMS_CONSUMER, UserRoomsStore } from './user-rooms.store.js';

/** Keeps `room.user_rooms` in step with the room log. */
@Injectable()
@Consumer({ name: USER_ROOMS_CONSUMER, topic: roomLog, schema: 'room', kinds: MEMBERSHIP_KINDS })
export class UserRoomsConsumer implements ConsumerHandler {
  constructor(
    private readonly store: UserRoomsStore,
    private readonly partitions: Partitions,
  ) {}

  async handle(entry: LogEntry, tx: Tx): Promise<void> {
    const change = membershipChangeOf(entry);
    const key = { partition: this.partitions.of(change.userId), userId: change.userId };
    if ('room' in change) await this.store.upsert(tx, key, change.room);
    else await this.store.forget(tx, key, change.forgets);
  }
}
