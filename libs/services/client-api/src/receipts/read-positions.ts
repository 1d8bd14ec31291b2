import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import type { EventId, RoomId, UserId } from '@chappe/events';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import { AccountData } from '../account-data/account-data.js';
import { FULLY_READ } from '../account-data/server-managed-types.js';

/** An event that a user has read up to. */
export interface ReadUpTo {
  readonly roomId: RoomId;
  readonly userId: UserId;
  readonly eventId: EventId;
}

/** How far users have read: receipts, kept by the room service, and the fully read marker, kept as account data. */
@Injectable()
export class ReadPositions {
  constructor(
    private readonly accountData: AccountData,
    @Inject(clientOf(RoomServiceDefinition)) private readonly room: ServiceClient<typeof RoomServiceDefinition>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param receipt type m.read or m.read.private; thread empty: unthreaded */
  async sendReceipt(upTo: ReadUpTo, receipt: { readonly type: string; readonly threadId: string }): Promise<void> {
    const { type: receiptType, threadId } = receipt;
    await this.room.sendReceipt({ ...upTo, receiptType, threadId, timestampMs: this.clock.nowMs() });
  }

  /** Whether the room has such an event and the user may see it. */
  async isVisible({ roomId, userId, eventId }: ReadUpTo): Promise<boolean> {
    try {
      await this.room.getEvent({ roomId, eventId, requester: userId });
      return true;
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === 'M_NOT_FOUND') return false;
      throw error;
    }
  }

  /**
   * Sets the marker (Client-Server API, "Fully read markers"). The event must belong to the room.
   * @throws MatrixError M_NOT_FOUND when the user cannot see such an event there
   */
  async setFullyRead(upTo: ReadUpTo): Promise<void> {
    const { roomId, userId, eventId } = upTo;
    await this.room.getEvent({ roomId, eventId, requester: userId });
    const content = JSON.stringify({ event_id: eventId });
    await this.accountData.change(userId, { roomId, type: FULLY_READ }, () => content);
  }
}
