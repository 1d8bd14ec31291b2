/** Whose receipt, and of which kind. */
export interface ReceiptSlot {
  readonly userId: string;
  readonly receiptType: string;
  /** Empty: unthreaded. */
  readonly threadId: string;
}

/** How far a slot has read, not durable yet. */
export interface PendingReceipt {
  /** Topological place of the event. */
  readonly depth: number;
  readonly position: number;
  /** Settles when the receipt is durable, or was refused. */
  readonly committed: Promise<void>;
}

/** Receipts of one room that wait for their commit: the table does not have them, yet the next ones go on from them. */
export class PendingReceipts {
  readonly #pending = new Map<string, PendingReceipt>();

  get(slot: ReceiptSlot): PendingReceipt | undefined {
    return this.#pending.get(keyOf(slot));
  }

  set(slot: ReceiptSlot, receipt: PendingReceipt): void {
    const key = keyOf(slot);
    this.#pending.set(key, receipt);
    const settled = (): void => {
      if (this.#pending.get(key) === receipt) this.#pending.delete(key);
    };
    receipt.committed.then(settled, settled);
  }
}

function keyOf({ userId, receiptType, threadId }: ReceiptSlot): string {
  return JSON.stringify([userId, receiptType, threadId]);
}
