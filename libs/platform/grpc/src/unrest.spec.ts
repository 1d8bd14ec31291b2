import { SendEventRequest } from '@chappe/contracts';
import type { MatrixError } from '@chappe/matrix-api';
import { type Randomness, seededRandomness, systemClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { startProcess } from './fixtures/start-process.js';
import { type TestReplica, TestRooms } from './fixtures/test-rooms.js';

const PARTITIONS = [0, 1, 2, 3];
const CLIENTS = 20;
const ROUNDS = 12;

/** Room processes that are replaced, killed and stopped, in an order that the seed decides. */
class Unrest {
  readonly rooms = new TestRooms();
  #live: TestReplica[] = [];

  constructor(private readonly randomness: Randomness) {}

  async start(): Promise<void> {
    for (let i = 0; i < 3; i++) this.#live.push(await this.rooms.add());
    for (const partition of PARTITIONS) this.#assign(partition);
  }

  async round(): Promise<void> {
    await systemClock.sleep(50 + this.#upTo(100));
    const happening = [async () => this.#move(), () => this.#pause(), () => this.#kill(), () => this.#stop()];
    await happening[this.#upTo(happening.length)]?.();
  }

  #move(): void {
    this.#assign(this.#upTo(PARTITIONS.length));
  }

  async #pause(): Promise<void> {
    this.rooms.give(undefined);
    await systemClock.sleep(this.#upTo(200));
    for (const partition of PARTITIONS) this.#assign(partition);
  }

  async #kill(): Promise<void> {
    const killed = await this.#replaceOne();
    await killed.relay.cut();
    await systemClock.sleep(this.#upTo(300));
    this.#takeOver(killed);
  }

  async #stop(): Promise<void> {
    const stopped = await this.#replaceOne();
    const stop = stopped.process.stop();
    await systemClock.sleep(this.#upTo(100));
    this.#takeOver(stopped);
    await stop;
  }

  /** The first one always stays: the callers' list of addresses is fixed, the others they learn of from it. */
  async #replaceOne(): Promise<TestReplica> {
    const fresh = await this.rooms.add();
    const [replaced] = this.#live.splice(1 + this.#upTo(this.#live.length - 1), 1, fresh);
    return replaced as TestReplica;
  }

  #takeOver(from: TestReplica): void {
    for (const [partition, owner] of this.rooms.owners) if (owner === from.address) this.#assign(partition);
  }

  #assign(partition: number): void {
    this.rooms.owners.set(partition, this.#live[this.#upTo(this.#live.length)]?.address ?? '');
  }

  #upTo(count: number): number {
    return this.randomness.bytes(2).readUInt16BE() % count;
  }
}

describe('calls while processes come and go', () => {
  it.each(['a', 'b'])('are answered, and carried out once (seed %s)', async (seed) => {
    const unrest = new Unrest(seededRandomness(seed));
    const { rooms } = unrest;
    await unrest.start();
    rooms.workMs = 5;
    const caller = await startProcess({ rooms: rooms.replicas.map(({ address }) => address) });
    const ends = new Map<string, { isRepeatable: boolean; eventId?: string; error?: MatrixError }>();
    let isOver = false;
    const client = async (isRepeatable: boolean): Promise<void> => {
      while (!isOver) {
        const name = `send-${ends.size}`;
        ends.set(name, { isRepeatable });
        const txnId = isRepeatable ? name : '';
        const request = SendEventRequest.create({ roomId: `!${ends.size % 50}:b`, txnId, eventType: name });
        await caller.room.sendEvent(request).then(
          ({ eventId }) => ends.set(name, { isRepeatable, eventId }),
          (error: unknown) => ends.set(name, { isRepeatable, error: error as MatrixError }),
        );
      }
    };
    const clients = Array.from({ length: CLIENTS }, (_, index) => client(index % 2 === 0));
    for (let round = 0; round < ROUNDS; round++) await unrest.round();
    isOver = true;
    await Promise.all(clients);
    for (const [name, { isRepeatable, eventId, error }] of ends) {
      const count = rooms.carriedOut.get(name) ?? 0;
      if (isRepeatable || !error) expect([eventId, count, error?.message]).toEqual([name, 1, undefined]);
      else expect([error.status, count <= 1]).toEqual([503, true]);
    }
    await caller.stop();
    await rooms.stop();
  });
});
