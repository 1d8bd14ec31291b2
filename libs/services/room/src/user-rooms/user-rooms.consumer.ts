import { Inject, Injectable } from '@nestjs/common';
import { partitionOf, roomLog, type LogEntry } from '@chappe/contracts';
import { Consumer, EVENT_LOG, type ConsumerHandler, type EventLog } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { MEMBERSHIP_KINDS, membershipChangeOf } from './membership-change.js';
import { USER_ROOMS_CONSUMER, UserRoomsStore } from './user-rooms.store.js';

/** Keeps `room.user_rooms` in step with the room log. */
@Injectable()
@Consumer({ name: USER_ROOMS_CONSUMER, topic: roomLog, schema: 'room', kinds: MEMBERSHIP_KINDS })
export class ProjectUserRoomsConsumer implements ConsumerHandler {
  constructor(
    private readonly store: UserRoomsStore,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
  ) {}

  async handle(entry: LogEntry, tx: Tx): Promise<void> {
    const change = membershipChangeOf(entry);
    const place = { partition: partitionOf(change.userId, this.eventLog.partitionCount), userId: change.userId };
    if ('room' in change) await this.store.upsert(tx, place, change.room);
    else await this.store.forget(tx, place, change.forgets);
  }
}
