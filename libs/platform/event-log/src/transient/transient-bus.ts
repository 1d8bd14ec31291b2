import { Injectable } from '@nestjs/common';
import type { TransientTopic } from '@chappe/contracts';

type Listener = (message: unknown) => void;
type Forward = (topic: TransientTopic, message: unknown) => void;

/**
 * Messages of transient topics: not stored, may be lost. Listeners of this process are called at once, those of other
 * processes when there is Kafka.
 */
@Injectable()
export class TransientBus {
  readonly #listeners = new Map<TransientTopic, Set<Listener>>();
  #forward: Forward | undefined;

  publish<T>(topic: TransientTopic<T>, message: T): void {
    this.deliver(topic, message);
    this.#forward?.(topic, message);
  }

  /** @returns a function that ends the subscription */
  subscribe<T>(topic: TransientTopic<T>, listener: (message: T) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    const each = (message: unknown): void => listener(message as T);
    listeners.add(each);
    return () => void listeners.delete(each);
  }

  /** Tells the listeners of this process what was published in another. */
  deliver<T>(topic: TransientTopic<T>, message: T): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(message);
  }

  /** From now on everything that is published here is given to `forward` too. It must not throw. */
  forwardTo(forward: Forward): void {
    this.#forward = forward;
  }
}
