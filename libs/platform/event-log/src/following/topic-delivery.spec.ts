import { beforeEach, describe, expect, it } from 'vitest';
import { TopicDelivery } from './topic-delivery.js';

/** Longer than Kafka has to deliver before it is relied on. */
const TRUST_MS = 5_000;

describe('TopicDelivery', () => {
  let delivery: TopicDelivery;
  let nowMs: number;
  beforeEach(() => {
    delivery = new TopicDelivery(2);
    nowMs = 1_000;
  });

  function poll(...committed: number[]): boolean {
    nowMs += TRUST_MS;
    delivery.polled(committed, delivery.question(), nowMs);
    return delivery.isDelivering;
  }

  function connect(): void {
    delivery.positioned();
    poll(5, 7);
    poll(5, 7);
  }

  it('does not rely on Kafka before it is connected', () => {
    expect([poll(5, 7), poll(5, 7)]).toEqual([false, false]);
  });

  it('relies on it when nothing that was committed since is missing', () => {
    connect();
    expect(delivery.isDelivering).toBe(true);
  });

  it('gives an entry the time until the next question', () => {
    connect();
    expect(poll(6, 7)).toBe(true);
    delivery.announced(0, 6);
    expect(poll(6, 7)).toBe(true);
  });

  it('stops relying on it when an entry does not come, and says which partition', () => {
    connect();
    poll(5, 8);
    expect(poll(5, 8)).toBe(false);
    expect(delivery.reason).toBe('partition 1 is not published');
  });

  it('relies on it again when entries have come for a while', () => {
    connect();
    poll(5, 8);
    poll(5, 8);
    delivery.announced(1, 8);
    expect(poll(5, 8)).toBe(false);
    expect(poll(5, 8)).toBe(true);
  });

  it('relies on it less and less readily while it fails again and again', () => {
    connect();
    let changes = 0;
    let committed = 5;
    for (let seconds = 0; seconds < 600; seconds++) {
      const before = delivery.isDelivering;
      nowMs += 1_000;
      // As soon as it is relied on, an entry does not come for two questions.
      if (before) committed++;
      else delivery.announced(0, committed);
      delivery.polled([committed, 7], delivery.question(), nowMs);
      if (delivery.isDelivering !== before) changes++;
    }
    expect(changes).toBeLessThan(40);
  });

  it('stops at once when the connection is lost', () => {
    connect();
    delivery.interrupted('gone');
    expect([delivery.isDelivering, poll(5, 7), delivery.reason]).toEqual([false, false, 'gone']);
  });

  it('does not take an answer to a question from before the connection for one about it', () => {
    const question = delivery.question();
    delivery.positioned();
    delivery.polled([5, 7], question, nowMs);
    poll(6, 7);
    poll(6, 7);
    expect(delivery.isDelivering).toBe(true);
  });

  it('is not misled by a record of a position that was never committed', () => {
    connect();
    delivery.announced(0, 1_000_000);
    poll(6, 7);
    expect(poll(6, 7)).toBe(true);
    poll(7, 7);
    expect(poll(7, 7)).toBe(false);
  });
});
