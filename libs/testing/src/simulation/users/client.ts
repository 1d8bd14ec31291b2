import type { ClientAnswer, SimulatedServer } from '../server/simulated-server.js';
import type { UserWish } from '../server/user-wish.js';
import type { World } from '../world/world.js';

/** An event that a server acknowledged to a client. */
export interface Acknowledged {
  readonly server: SimulatedServer;
  readonly txnId: string;
  readonly eventId: string;
  readonly atMs: number;
}

const ANSWER_TIMEOUT_MS = 15_000;
const TRIES_MAX = 3;

/** Asks servers on behalf of users, again under the same transaction ID when there is no answer. */
export class Client {
  readonly acknowledged: Acknowledged[] = [];
  #count = 0;

  constructor(private readonly world: World) {}

  /** Asks once or, without an answer, a few times. */
  request(server: SimulatedServer, wish: UserWish): void {
    this.#count += 1;
    this.#try(server, { wish, txnId: `txn ${this.#count}` }, 1);
  }

  #try(server: SimulatedServer, request: { wish: UserWish; txnId: string }, tries: number): void {
    let isAnswered = false;
    server.serve(request.wish, request.txnId, (answer) => {
      if (isAnswered) return;
      isAnswered = true;
      this.#note(server, request, answer);
    });
    this.world.clock.after(ANSWER_TIMEOUT_MS, () => {
      if (isAnswered || tries === TRIES_MAX) return;
      isAnswered = true;
      this.world.trace.note('client tried again');
      this.#try(server, request, tries + 1);
    });
  }

  #note(server: SimulatedServer, { wish, txnId }: { wish: UserWish; txnId: string }, answer: ClientAnswer): void {
    const { trace, clock } = this.world;
    const text = typeof answer === 'string' ? answer : 'acknowledged';
    const what = wish.kind === 'membership' ? wish.membership : wish.type;
    trace.note(`client: ${text}`, server.name, `${what} ${txnId}`);
    if (typeof answer === 'string') return;
    this.acknowledged.push({ server, txnId, eventId: answer.eventId, atMs: clock.nowMs });
  }
}
