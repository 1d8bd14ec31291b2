import { Injectable } from '@nestjs/common';
import type { ReadRoomRequest, ReadRoomResponse } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { Partitions } from '../partitions/partitions.js';
import { ReceiptStore } from '../receipts/receipt.store.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { TIMELINE_READ_MAX } from '../room.limits.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';

/** Everything a view of a room is built from. */
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
    const place = this.partitions.roomKey(request.roomId as RoomId);
    const limit = Math.min(request.timelineLimit, TIMELINE_READ_MAX);
    const read = await this.postgres.transaction(
      async (tx) => {
        const room = await this.state.room(place, tx);
        if (!room) throw MatrixError.forbidden('There is no such room');
        const state = await this.state.all(place, tx);
        const range = { after: 0, upTo: room.position, limit: limit + 1 };
        const newest = await this.timeline.newest(place, range, tx);
        return { room, state, newest, receipts: await this.receipts.ofRoom(place, tx) };
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    return {
      roomVersion: read.room.version,
      position: read.room.position,
      state: read.state,
      timeline: read.newest.slice(Math.max(0, read.newest.length - limit)).map((event) => toStoredEvent(event)),
      timelineComplete: read.newest.length <= limit,
      receipts: read.receipts,
    };
  }
}
