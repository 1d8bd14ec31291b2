import { Injectable } from '@nestjs/common';
import { parseEventId } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, sendReceipt } from '@chappe/matrix-api';
import { ReadPositions } from '../receipts/read-positions.js';

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
    checkThreadId(threadId);
    await this.readPositions.sendReceipt(upTo, { type: receiptType, threadId: threadId ?? '' });
    return {};
  }
}

function checkThreadId(threadId: string | undefined): void {
  if (threadId === undefined || threadId === MAIN_TIMELINE || parseEventId(threadId) !== undefined) return;
  throw MatrixError.invalidParam('thread_id must be main or the event ID of a thread root');
}
