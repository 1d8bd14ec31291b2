import type { Receipt } from '@chappe/contracts';

type ReceiptContent = Map<string, Map<string, Map<string, string>>>;

/**
 * `m.receipt` events for changed receipts: one, and another only where a user has several threads' receipts of one
 * type on one event, for which the event has a single place.
 */
export function renderReceipts(receipts: readonly Receipt[]): string[] {
  const contents: ReceiptContent[] = [];
  for (const receipt of receipts) {
    let content = contents.find((one) => !has(one, receipt));
    if (!content) contents.push((content = new Map()));
    put(content, receipt);
  }
  return contents.map((content) => `{"type":"m.receipt","content":${renderNested(content)}}`);
}

/** The `m.typing` event of a room. */
export function renderTyping(userIds: readonly string[]): string {
  return `{"type":"m.typing","content":{"user_ids":${JSON.stringify(userIds)}}}`;
}

function has(content: ReceiptContent, { eventId, receiptType, userId }: Receipt): boolean {
  return content.get(eventId)?.get(receiptType)?.has(userId) ?? false;
}

function put(content: ReceiptContent, receipt: Receipt): void {
  const byType = content.get(receipt.eventId) ?? new Map<string, Map<string, string>>();
  content.set(receipt.eventId, byType);
  const byUser = byType.get(receipt.receiptType) ?? new Map<string, string>();
  byType.set(receipt.receiptType, byUser);
  const thread = receipt.threadId === '' ? '' : `,"thread_id":${JSON.stringify(receipt.threadId)}`;
  byUser.set(receipt.userId, `{"ts":${receipt.timestampMs}${thread}}`);
}

function renderNested(value: ReadonlyMap<string, unknown> | string): string {
  if (typeof value === 'string') return value;
  const members = [...value].map(
    ([key, inner]) => `${JSON.stringify(key)}:${renderNested(inner as ReadonlyMap<string, unknown> | string)}`,
  );
  return `{${members.join(',')}}`;
}
