import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { type EventId, parseEventId, type RoomId, type UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { MatrixError, sendReceipt, setReadMarkers, type EmptyAnswer } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import { AccountData } from '../account-data/account-data.js';
import { FULLY_READ } from '../account-data/server-managed-types.js';
import type { RoomService } from '../room-service.js';

const MAIN_TIMELINE = 'main';

/** An event that a user has read up to. */
interface ReadUpTo {
  readonly roomId: RoomId;
  readonly userId: UserId;
  readonly eventId: EventId;
}

/**
 * How far users have read: receipts, kept by the room service, and the fully read marker, kept as account data
 * (Client-Server API, "Receipts", "Fully read markers").
 */
@Injectable()
export class ReceiptsEndpoints {
  constructor(
    private readonly accountData: AccountData,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** POST /rooms/{roomId}/receipt/{receiptType}/{eventId} */
  @Endpoint(sendReceipt)
  async sendReceipt({ params, body, requester }: EndpointRequest<typeof sendReceipt>): Promise<EmptyAnswer> {
    const { roomId, receiptType, eventId } = params;
    const threadId = body.thread_id;
    const upTo = { roomId, eventId, userId: requester.userId };
    if (receiptType === 'm.fully_read') {
      if (threadId !== undefined) throw MatrixError.invalidParam('m.fully_read has no thread_id');
      await this.#setFullyRead(upTo);
      return {};
    }
    await this.#checkThread(upTo, threadId);
    await this.#send(upTo, receiptType, threadId);
    return {};
  }

  /** POST /rooms/{roomId}/read_markers */
  @Endpoint(setReadMarkers)
  async setReadMarkers(request: EndpointRequest<typeof setReadMarkers>): Promise<EmptyAnswer> {
    const { params, body, requester } = request;
    const who = { roomId: params.roomId, userId: requester.userId };
    const fullyRead = body['m.fully_read'];
    if (fullyRead !== undefined) await this.#setFullyRead({ ...who, eventId: fullyRead });
    for (const type of ['m.read', 'm.read.private'] as const) {
      const eventId = body[type];
      if (eventId !== undefined) await this.#send({ ...who, eventId }, type);
    }
    return {};
  }

  /** @param threadId empty: unthreaded */
  async #send(upTo: ReadUpTo, receiptType: string, threadId = ''): Promise<void> {
    await this.rooms.sendReceipt({ ...upTo, receiptType, threadId, timestampMs: this.clock.nowMs() });
  }

  /**
   * Sets the marker. The event must belong to the room.
   * @throws MatrixError M_NOT_FOUND when the user cannot see such an event there
   */
  async #setFullyRead({ roomId, userId, eventId }: ReadUpTo): Promise<void> {
    await this.rooms.getEvent({ roomId, eventId, requester: userId });
    const content = JSON.stringify({ event_id: eventId });
    await this.accountData.change(userId, { roomId, type: FULLY_READ }, () => content);
  }

  /** There is a receipt for each thread: made-up roots would make any number of them. */
  async #checkThread(upTo: ReadUpTo, threadId: string | undefined): Promise<void> {
    if (threadId === undefined || threadId === MAIN_TIMELINE) return;
    const root = parseEventId(threadId);
    if (root !== undefined && (await this.#isVisible({ ...upTo, eventId: root }))) return;
    throw MatrixError.invalidParam('thread_id must be main or the event ID of a thread root');
  }

  /** Whether the room has such an event and the user may see it. */
  async #isVisible({ roomId, userId, eventId }: ReadUpTo): Promise<boolean> {
    try {
      await this.rooms.getEvent({ roomId, eventId, requester: userId });
      return true;
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === 'M_NOT_FOUND') return false;
      throw error;
    }
  }
}
