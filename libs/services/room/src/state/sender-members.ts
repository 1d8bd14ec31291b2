import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import type { RoomKey } from '../partitions/partitions.js';
import { StateMaps } from './state-maps.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { comparePoints } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { ReaderEvents } from '../timeline/reader-events.js';

/** The member events that go with some events when members are lazy-loaded. */
@Injectable()
export class SenderMembers {
  constructor(
    private readonly maps: StateMaps,
    private readonly timeline: TimelineStore,
    private readonly readerEvents: ReaderEvents,
  ) {}

  /**
   * One member event per sender: the one in force at the sender's newest event (client-server-api, "Lazy-loading room
   * members").
   */
  async of(
    reader: { readonly room: RoomKey; readonly userId: string },
    events: readonly TimelineEvent[],
  ): Promise<StoredEvent[]> {
    const { room: key } = reader;
    const newest = new Map<string, TimelineEvent>();
    for (const event of events) {
      const other = newest.get(event.pdu.sender);
      if (!other || comparePoints(event, other) > 0) newest.set(event.pdu.sender, event);
    }
    const eventIds: string[] = [];
    for (const [sender, event] of newest) {
      const slot = { type: 'm.room.member', stateKey: sender };
      const eventId = await this.maps.lookUp(key, event.stateAfter, slot);
      if (eventId !== undefined) eventIds.push(eventId);
    }
    const members = await this.timeline.byIds(key, eventIds);
    return this.readerEvents.of(
      reader,
      members.map((event) => ({ event })),
    );
  }
}
