import type { EventId } from '@chappe/events';
import { HEAD_TRANSACTIONS_MAX } from '../room.limits.js';

/** What makes a client's request repeatable: the device and the path with its transaction id. */
export interface Transaction {
  readonly sender: string;
  readonly deviceId: string;
  readonly txnId: string;
  readonly eventType: string;
  /** The event in the path of `PUT /redact`; empty for all else, a redaction that came by `PUT /send` included. */
  readonly redacts: string;
}

/** What became of a request. */
export interface TransactionResult {
  readonly eventId: EventId;
  /** Settles when the event is durable, or was refused. */
  readonly committed: Promise<void>;
}

/** Recent transaction ids of one room. */
export class TransactionIds {
  readonly #results = new Map<string, TransactionResult>();
  #complete: boolean;

  /** @param complete every stored transaction id of the room will be {@link set} */
  constructor(complete: boolean) {
    this.#complete = complete;
  }

  get size(): number {
    return this.#results.size;
  }

  /** Whether an id that is not here was never used. */
  get complete(): boolean {
    return this.#complete;
  }

  /** The event of an earlier request with this id, which may not be durable yet. */
  get(transaction: Transaction): TransactionResult | undefined {
    return this.#results.get(keyOf(transaction));
  }

  set(transaction: Transaction, result: TransactionResult): void {
    const key = keyOf(transaction);
    this.#results.set(key, result);
    result.committed.catch(() => this.#results.delete(key));
    if (this.#results.size <= HEAD_TRANSACTIONS_MAX) return;
    const [oldest] = this.#results.keys();
    if (oldest !== undefined) this.#results.delete(oldest);
    this.#complete = false;
  }
}

function keyOf(transaction: Transaction): string {
  const { sender, deviceId, txnId, eventType, redacts } = transaction;
  return JSON.stringify([sender, deviceId, eventType, redacts, txnId]);
}
