import { Injectable } from '@nestjs/common';
import { parseEventId } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, sendReceipt } from '@chappe/matrix-api';
import { ReadPositions, type ReadUpTo } from './read-positions.js';

const MAIN_TIMELINE = 'main';

/** POST /rooms/{roomId}/receipt/{receiptType}/{eventId} */
@Injectable()
@Endpoint(sendReceipt)
export class SendReceiptEndpoint implements EndpointHandler<typeof sendReceipt> {
  constructor(private readonly readPositions: ReadPositions) {}

  async handle({ params, body, requester }: EndpointRequest<typeof sendReceipt>): Promise<Record<string, never>> {
    const { roomId, receiptType, eventId } = params;
    const threadId = body.thread_id;
    const upTo = { roomId, eventId, userId: requester.userId };
    if (receiptType === 'm.fully_read') {
      if (threadId !== undefined) throw MatrixError.invalidParam('m.fully_read has no thread_id');
      await this.readPositions.setFullyRead(upTo);
      return {};
    }
    await this.#checkThread(upTo, threadId);
    await this.readPositions.sendReceipt(upTo, { type: receiptType, threadId: threadId ?? '' });
    return {};
  }

  /** There is a receipt for each thread: made-up roots would make any number of them. */
  async #checkThread(upTo: ReadUpTo, threadId: string | undefined): Promise<void> {
    if (threadId === undefined || threadId === MAIN_TIMELINE) return;
    const root = parseEventId(threadId);
    if (root !== undefined && (await this.readPositions.isVisible({ ...upTo, eventId: root }))) return;
    throw MatrixError.invalidParam('thread_id must be main or the event ID of a thread root');
  }
}
