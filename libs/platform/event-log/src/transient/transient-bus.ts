import { Injectable } from '@nestjs/common';
import type { TransientTopic } from '@chappe/contracts';

type Listener = (message: unknown) => void;

/** Brings messages to other processes and back. Neither method may throw. */
export interface TransientCarrier {
  forward(topic: TransientTopic, message: unknown): void;
  /** Somebody here listens to a topic, for the first time: from now on what others publish is wanted. */
  listen(topic: TransientTopic): void;
}

/**
 * Messages of transient topics: not stored, may be lost. Listeners of this process are called at once, those of other
 * processes when there is Kafka.
 */
@Injectable()
export class TransientBus {
  readonly #listeners = new Map<TransientTopic, Set<Listener>>();
  #carrier: TransientCarrier | undefined;

  publish<T>(topic: TransientTopic<T>, message: T): void {
    this.deliver(topic, message);
    this.#carrier?.forward(topic, message);
  }

  /** @returns a function that ends the subscription */
  subscribe<T>(topic: TransientTopic<T>, listener: (message: T) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    const each = (message: unknown): void => listener(message as T);
    listeners.add(each);
    if (!this.#listeners.has(topic)) this.#carrier?.listen(topic);
    this.#listeners.set(topic, listeners);
    return () => void listeners.delete(each);
  }

  /** Tells the listeners of this process what was published in another. */
  deliver<T>(topic: TransientTopic<T>, message: T): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(message);
  }

  /** From now on everything that is published here is given to the carrier too. */
  carryBy(carrier: TransientCarrier): void {
    this.#carrier = carrier;
    for (const topic of this.#listeners.keys()) carrier.listen(topic);
  }
}
