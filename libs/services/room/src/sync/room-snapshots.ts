import { Injectable } from '@nestjs/common';
import type { ReadRoomRequest, ReadRoomResponse } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { Partitions } from '../partitions/partitions.js';
import { ReceiptStore } from '../receipts/receipt.store.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { RECEIPTS_READ_MAX, TIMELINE_READ_MAX } from '../room.limits.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';

/** What a view of a room is built from, with the root of its state. */
@Injectable()
export class RoomSnapshots {
  constructor(
    private readonly postgres: Postgres,
    private readonly partitions: Partitions,
    private readonly state: CurrentStateStore,
    private readonly timeline: TimelineStore,
    private readonly receipts: ReceiptStore,
  ) {}

  /**
   * Read in one snapshot, so the answer is exact at the position it names.
   * @throws MatrixError M_FORBIDDEN when this server does not have the room
   */
  async take(request: ReadRoomRequest): Promise<ReadRoomResponse> {
    const key = this.partitions.roomKey(request.roomId as RoomId);
    const limit = Math.min(request.timelineLimit, TIMELINE_READ_MAX);
    const read = await this.postgres.transaction(
      async (tx) => {
        const room = await this.state.room(key, tx);
        if (!room) throw MatrixError.forbidden('There is no such room');
        const range = { after: 0, upTo: room.position, limit: limit + 1 };
        const newest = await this.timeline.newest(key, range, tx);
        return { room, newest, receipts: await this.receipts.ofRoom(key, RECEIPTS_READ_MAX, tx) };
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    const { version, position, stateRoot } = read.room;
    const { events, isCut } = read.newest;
    return {
      roomVersion: version,
      position,
      state: [],
      timeline: events.slice(Math.max(0, events.length - limit)).map((event) => toStoredEvent(event)),
      timelineComplete: events.length <= limit && !isCut,
      receipts: read.receipts,
      stateRoot,
    };
  }
}
