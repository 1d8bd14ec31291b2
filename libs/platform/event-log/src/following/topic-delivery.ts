/**
 * After a fault entries must have come from Kafka for this long before it is relied on again; twice as long after each
 * further fault, until it has delivered for a while.
 */
const TRUSTED_AFTER_START_MS = 2_000;
const TRUSTED_AFTER_MAX_MS = 60_000;
const STEADY_MS = 60_000;

/** What was known when the tables were asked: their answer says nothing about a connection that began later. */
export interface PollQuestion {
  readonly connection: number;
  readonly announced: readonly number[];
}

/**
 * Whether Kafka delivers the entries of a topic, judged by what the tables say: an entry that was committed when they
 * were last asked must have come since.
 */
export class TopicDelivery {
  /** Highest position of each partition that Kafka, or a writer in this process, told of. */
  readonly #announced: number[];
  #seen: readonly number[] | undefined;
  #isConnected = false;
  #connection = 0;
  #isDelivering = false;
  #soundSinceMs: number | undefined;
  #trustedAfterMs = TRUSTED_AFTER_START_MS;
  #reason = 'not connected yet';

  constructor(partitionCount: number) {
    this.#announced = Array<number>(partitionCount).fill(0);
  }

  /** False: the tables have to be asked often. */
  get isDelivering(): boolean {
    return this.#isDelivering;
  }

  /** Why it does not deliver, for people. */
  get reason(): string {
    return this.#reason;
  }

  announced(partition: number, position: number): void {
    this.#announced[partition] = Math.max(this.#announced[partition] ?? 0, position);
  }

  /** To be taken before the tables are asked, for {@link polled}. */
  question(): PollQuestion {
    return { connection: this.#connection, announced: [...this.#announced] };
  }

  /** What is published from now on will come; what was committed before has to be read. */
  positioned(): void {
    this.#isConnected = true;
    this.#connection++;
    this.#seen = undefined;
  }

  interrupted(reason: string): void {
    this.#isConnected = false;
    this.#lose(reason);
  }

  /** The tables say what is committed. */
  polled(committed: readonly number[], question: PollQuestion, nowMs: number): void {
    if (!this.#isConnected || question.connection !== this.#connection) return;
    this.#correct(committed, question.announced);
    const late = this.#seen?.findIndex((position, partition) => position > (this.#announced[partition] ?? 0)) ?? -1;
    this.#seen = committed;
    if (late >= 0) return this.#lose(`partition ${late} is not published`);
    this.#soundSinceMs ??= nowMs;
    const soundMs = nowMs - this.#soundSinceMs;
    if (soundMs >= this.#trustedAfterMs) this.#isDelivering = true;
    if (soundMs >= this.#trustedAfterMs + STEADY_MS) this.#trustedAfterMs = TRUSTED_AFTER_START_MS;
  }

  #correct(committed: readonly number[], asked: readonly number[]): void {
    for (const [partition, position] of committed.entries()) {
      // Told of before it was committed: not by us, and nothing to go by.
      if ((asked[partition] ?? 0) > position) this.#announced[partition] = position;
      // The first look since it is connected: nothing that it shows will be told of.
      if (!this.#seen) this.announced(partition, position);
    }
  }

  #lose(reason: string): void {
    if (this.#isDelivering) this.#trustedAfterMs = Math.min(this.#trustedAfterMs * 2, TRUSTED_AFTER_MAX_MS);
    this.#isDelivering = false;
    this.#soundSinceMs = undefined;
    this.#reason = reason;
  }
}
