import { Injectable } from '@nestjs/common';
import type { Typing } from '@chappe/contracts';

export type TypingListener = (typing: Typing) => void;

/** The transient topic within one process: not stored, every listener is called at once. */
@Injectable()
export class TransientBus {
  readonly #listeners = new Set<TypingListener>();

  publish(typing: Typing): void {
    for (const listener of this.#listeners) listener(typing);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: TypingListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
