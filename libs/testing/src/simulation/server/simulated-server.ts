import { importSigningKey } from '@chappe/crypto';
import { serverNameOf, type EventSigner, type ServerName, type UserId } from '@chappe/events';
import type { FederationAnswer, FederationRequest } from '../world/federation.js';
import type { NetworkNode } from '../world/network.js';
import type { World } from '../world/world.js';
import { answerRequest } from './answer-request.js';
import { memberContent } from './answer-membership.js';
import { backfillRoom } from './backfill-room.js';
import type { DurableStore } from './durable-store.js';
import { askForMembership, enterRoom } from './enter-room.js';
import { indexAuthChains } from './load-and-retry.js';
import { processInbox, TRIES_MAX } from './process-inbox.js';
import type { Protocol } from './protocol.js';
import { keepOwn, sendEvent, type SendOutcome, type SendRequest } from './send-event.js';
import { sendQueue } from './send-queue.js';
import type { ServerContext } from './server-context.js';
import { signedInvite } from './signed-invite.js';
import { ServerMemory } from './server-memory.js';
import type { Task } from './task.js';
import { TaskRunner } from './task-runner.js';
import type { UserWish } from './user-wish.js';

/** A server's name, key, clock and parts. */
export interface ServerParts {
  readonly name: string;
  readonly seed: Uint8Array;
  /** How far its clock is off. */
  readonly clockSkewMs: number;
  readonly store: DurableStore;
  readonly protocol: Protocol;
}

/** What a client is told; `failed`: it may try again. */
export type ClientAnswer = SendOutcome | 'joined' | 'done' | 'failed';

/** 2023, so that times look like times. */
const EPOCH_MS = 1_700_000_000_000;
const RETRY_MS = 3_000;

/** A homeserver with one room: its durable store, its memory until the next crash, and the tasks that run. */
export class SimulatedServer implements ServerContext, NetworkNode {
  readonly name: string;
  readonly store: DurableStore;
  readonly protocol: Protocol;
  readonly signer: EventSigner;
  memory: ServerMemory;
  isUp = true;
  #isChecking = false;
  #eventCount = 0;

  constructor(
    readonly world: World,
    private readonly parts: ServerParts,
  ) {
    this.name = parts.name;
    this.store = parts.store;
    this.protocol = parts.protocol;
    const key = importSigningKey(parts.seed, '1');
    this.signer = { serverName: parts.name as ServerName, key, rules: world.rules };
    this.memory = this.#newMemory();
    world.network.connect(parts.name, this);
  }

  nowMs(): number {
    return EPOCH_MS + this.world.clock.nowMs + this.parts.clockSkewMs;
  }

  newEventId(): string {
    this.#eventCount += 1;
    return `$${this.#eventCount}-${this.world.random.next()}:${this.name}`;
  }

  receive(request: FederationRequest, from: string, answer: (answer: FederationAnswer) => void): void {
    if (!this.isUp) return;
    const task = answerRequest(this, request, from);
    if (request.kind === 'sendMembership') this.memory.lane.add(task, answer);
    else this.memory.runner.run(task, answer);
  }

  /** Does what a client asks for. The callback never comes when the server crashes first. */
  serve(wish: UserWish, txnId: string, answer: (answer: ClientAnswer) => void): void {
    if (!this.isUp) return;
    const { lane, runner } = this.memory;
    if (wish.kind === 'send') {
      lane.add(sendEvent(this, { wish, txnId }), answer);
    } else if (wish.kind === 'remoteInvite') {
      this.#invite({ wish, txnId }, answer);
    } else if (wish.resident === undefined) {
      lane.add(this.#sendMembership(wish, txnId), answer);
    } else {
      runner.run(askForMembership(this, { ...wish, resident: wish.resident }), (accepted) => {
        if (accepted === undefined) answer('failed');
        else if (wish.membership !== 'join') answer('done');
        else lane.add(enterRoom(this, accepted), (isIn) => answer(isIn ? 'joined' : 'failed'));
      });
    }
  }

  /** Loses its memory and all work under way. */
  crash(): void {
    this.isUp = false;
    this.memory.runner.stop();
    this.store.crash();
    this.world.trace.note('crashes', this.name);
  }

  restart(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.memory = this.#newMemory();
    indexAuthChains(this);
    this.world.trace.note('restarts', this.name);
    this.wake();
  }

  wake(): void {
    for (const destination of this.store.outbox.keys()) this.#sendTo(destination);
    const isDue = [...this.store.inbox.values()].some(({ tries }) => tries < TRIES_MAX);
    if (!isDue || this.#isChecking || this.store.room === undefined) return;
    this.#isChecking = true;
    this.memory.lane.add(processInbox(this), (isLeft) => {
      this.#isChecking = false;
      if (isLeft) this.#wakeLater();
      if ([...this.store.inbox.values()].some(({ tries }) => tries === 0)) this.wake();
    });
  }

  /** Tries again what it had given up for want of earlier events. */
  retryInbox(): void {
    const entries = [...this.store.inbox].map(([key, entry]) => [key, { ...entry, tries: 0 }] as const);
    this.store.apply({ inbox: new Map(entries) });
    this.wake();
  }

  backfill(source: string, done: (isWhole: boolean) => void): void {
    this.memory.lane.add(backfillRoom(this, source), done);
  }

  #newMemory(): ServerMemory {
    this.#isChecking = false;
    const isCrashing = (): boolean => {
      const isDue = this.isUp && this.world.crashes.isDue(this.name);
      if (isDue) this.crash();
      return isDue;
    };
    return new ServerMemory(new TaskRunner(this.name, this.world, isCrashing));
  }

  #sendTo(destination: string): void {
    const { runner, sendingTo } = this.memory;
    const queued = (this.store.outbox.get(destination) ?? []).length;
    if (sendingTo.has(destination) || queued <= (this.store.deliveredCounts.get(destination) ?? 0)) return;
    sendingTo.add(destination);
    runner.run(sendQueue(this, destination), () => {
      sendingTo.delete(destination);
      this.#sendTo(destination);
    });
  }

  #wakeLater(): void {
    const { memory } = this;
    this.world.clock.after(RETRY_MS, () => {
      if (this.memory === memory && this.isUp) this.wake();
    });
  }

  *#sendMembership({ userId, membership }: UserWish & { kind: 'membership' }, txnId: string): Task<SendOutcome> {
    const content = yield* memberContent(this, userId, membership);
    const wish = { type: 'm.room.member', stateKey: userId, sender: userId, content };
    return yield* sendEvent(this, { wish, txnId });
  }

  #invite(request: SendRequest, answer: (answer: ClientAnswer) => void): void {
    const { lane, runner } = this.memory;
    const known = this.store.clientTransactions.get(request.txnId);
    if (known !== undefined) return answer({ eventId: known });
    const except = serverNameOf((request.wish.stateKey ?? '') as UserId);
    runner.run(signedInvite(this, request), (invite) => {
      if (invite === undefined) answer('failed');
      else lane.add(this.#keepInvite({ ...invite, txnId: request.txnId, except }), answer);
    });
  }

  *#keepInvite(own: Parameters<typeof keepOwn>[1]): Task<SendOutcome> {
    const known = this.store.clientTransactions.get(own.txnId ?? '');
    return known === undefined ? yield* keepOwn(this, own) : { eventId: known };
  }
}
