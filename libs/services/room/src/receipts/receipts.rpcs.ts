import { Injectable } from '@nestjs/common';
import {
  ReceiptEntry,
  roomLog,
  RoomServiceDefinition,
  type SendReceiptRequest,
  type SendReceiptResponse,
} from '@chappe/contracts';
import { membershipOf, type RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { GroupCommit } from '../commit/group-commit.js';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import type { PendingReceipt, ReceiptSlot } from '../heads/pending-receipts.js';
import { ReceiptStore } from './receipt.store.js';
import { comparePoints } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { RoomLanes } from '../writing/room-lanes.js';

/** Moves a user's read receipt forward (client-server-api, "Receipts"). */
@Injectable()
export class ReceiptsRpcs {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly commits: GroupCommit,
    private readonly timeline: TimelineStore,
    private readonly receipts: ReceiptStore,
  ) {}

  /**
   * Does nothing when the user has read further already (same receipt type and thread).
   * @throws MatrixError M_FORBIDDEN for who is not joined, M_NOT_FOUND for an event that the room does not have
   */
  @Rpc(RoomServiceDefinition, 'sendReceipt')
  async send(request: SendReceiptRequest): Promise<SendReceiptResponse> {
    const roomId = request.roomId as RoomId;
    const sent = await this.lanes.run(roomId, () => this.#append(roomId, request));
    await sent.committed;
    return {};
  }

  async #append(roomId: RoomId, request: SendReceiptRequest): Promise<{ committed: Promise<void> }> {
    const head = await this.heads.get(roomId);
    if (!head) throw MatrixError.forbidden('You are not in this room');
    await this.heads.loadMembers(head, [request.userId]);
    const membership = membershipOf(head.state('m.room.member', request.userId)?.pdu);
    if (membership !== 'join') throw MatrixError.forbidden('You are not in this room');
    const event = await this.timeline.byId(head.key, request.eventId);
    if (!event) throw MatrixError.notFound('The room has no such event');
    const before = await this.#readUpTo(head, request);
    if (before && comparePoints(event, before) <= 0) return before;
    const committed = this.#commit(head, request);
    head.receipts.set(request, { depth: event.depth, position: event.position, committed });
    return { committed };
  }

  /** How far the user has read, committed or waiting for it. */
  async #readUpTo(head: RoomHead, slot: ReceiptSlot): Promise<PendingReceipt | undefined> {
    const pending = head.receipts.get(slot);
    if (pending) return pending;
    const stored = await this.receipts.readUpTo(head.key, slot);
    return stored && { ...stored, committed: Promise.resolve() };
  }

  #commit(head: RoomHead, request: SendReceiptRequest): Promise<void> {
    const { roomId, partition, lease } = head;
    const { userId, receiptType, eventId, threadId, timestampMs } = request;
    const payload = ReceiptEntry.encode({ userId, receiptType, eventId, threadId, timestampMs }).finish();
    const committed = this.commits.submit(() => {
      const position = lease.take();
      return {
        lease,
        entries: [{ partition, position, kind: roomLog.kinds.receipt.id, key: roomId, payload }],
        receipts: [{ roomId, userId, receiptType, threadId, eventId, timestampMs, position }],
      };
    });
    this.heads.writing(roomId, committed);
    return committed;
  }
}
