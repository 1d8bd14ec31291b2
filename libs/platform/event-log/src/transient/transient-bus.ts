import { Injectable } from '@nestjs/common';
import type { Typing } from '@chappe/contracts';

export type TypingListener = (typing: Typing) => void;

/**
 * The transient topic: not stored, may be lost. Listeners of this process are called at once, those of other processes
 * when there is Kafka.
 */
@Injectable()
export class TransientBus {
  readonly #listeners = new Set<TypingListener>();
  #forward: TypingListener | undefined;

  publish(typing: Typing): void {
    this.deliver(typing);
    this.#forward?.(typing);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: TypingListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells the listeners of this process what was published in another. */
  deliver(typing: Typing): void {
    for (const listener of this.#listeners) listener(typing);
  }

  /** From now on everything that is published here is given to `forward` too. It must not throw. */
  forwardTo(forward: TypingListener): void {
    this.#forward = forward;
  }
}
