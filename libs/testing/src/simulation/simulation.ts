import { serverNameOf, type UserId } from '@chappe/events';
import type { Outcome } from './checker/check-all.js';
import { isSettled, pairsInRoom } from './checker/check-groups.js';
import { createRoom } from './server/create-room.js';
import { DurableStore } from './server/durable-store.js';
import { PROTOCOL } from './server/protocol.js';
import { viewRoom } from './server/room-view.js';
import { SimulatedServer } from './server/simulated-server.js';
import type { Scenario } from './scenario.js';
import type { SimulationOptions } from './simulation-options.js';
import { Client } from './users/client.js';
import { Mischief } from './users/mischief.js';
import { Reader } from './users/reader.js';
import { chooseWish } from './users/choose-wish.js';
import { Network } from './world/network.js';
import type { SeededRandom } from './world/seeded-random.js';
import { signingSeedOf, simulationKeys } from './world/simulation-keys.js';
import { Trace } from './world/trace.js';
import { VirtualClock } from './world/virtual-clock.js';
import type { World } from './world/world.js';

/** Far more than any seed takes. */
const STEPS_MAX = 2_000_000;
/** How often each server may speak at the end: what one learns from another can change whom it speaks to next. */
const TURNS_EACH = 4;
const READ_EVERY_MS = 1_000;

/** Servers, users and faults of one run. */
export class Simulation {
  readonly world: World;
  readonly servers: SimulatedServer[] = [];
  readonly #client: Client;
  readonly #readers: Reader[];
  readonly #userIds: string[] = [];
  readonly #mischief: Mischief | undefined;
  #isFaulty = false;

  constructor(
    private readonly scenario: Scenario,
    private readonly random: SeededRandom,
    options: SimulationOptions,
  ) {
    const names = Array.from({ length: scenario.serverCount }, (_, index) => `s${index + 1}.sim`);
    this.world = this.#newWorld(names, options);
    for (const [index, name] of names.entries()) this.#addServer(index, name, options);
    this.#client = new Client(this.world);
    this.#readers = this.servers.map((server) => new Reader(server));
    const last = this.servers.at(-1)!;
    this.#mischief = scenario.isHostile ? new Mischief(this.world, last, this.#usersOf(last.name)) : undefined;
  }

  get outcome(): Outcome {
    return { servers: this.servers, acknowledged: this.#client.acknowledged, readers: this.#readers };
  }

  /** Users act, the network fails, servers crash. */
  misbehave(): void {
    const { clock, network } = this.world;
    this.#begin();
    this.#isFaulty = true;
    network.setFaults(this.scenario.faults);
    const { durationMs, actionCount, partitionCount } = this.scenario;
    for (let count = 0; count < actionCount; count++)
      clock.after(this.random.between(0, durationMs), () => this.#act());
    for (let count = 0; count < partitionCount; count++) this.#planPartition();
    for (let time = 0; time < durationMs; time += READ_EVERY_MS) {
      clock.after(time, () => {
        for (const reader of this.#readers) reader.read();
      });
    }
    clock.runUntil(clock.nowMs + durationMs);
  }

  /** Everything works again, and all that is under way comes to an end. */
  heal(): void {
    this.#isFaulty = false;
    this.world.network.setFaults({ dropPercent: 0, repeatPercent: 0, delayMsMax: 20 });
    this.world.network.part(new Map());
    for (const server of this.servers) server.restart();
    this.#rest();
    this.#enterAgain();
    for (const server of this.servers) server.retryInbox();
    this.#rest();
    this.#settle();
    this.#backfill();
  }

  #newWorld(names: readonly string[], options: SimulationOptions): World {
    const clock = new VirtualClock();
    const trace = new Trace(() => clock.nowMs, options.wholeTrace);
    const { random, scenario } = this;
    return {
      clock,
      trace,
      random,
      network: new Network(clock, random, trace),
      rules: scenario.rules,
      keys: simulationKeys(names),
      crashes: { isDue: (serverName) => this.#isCrashDue(serverName) },
      residents: () => this.#residents(),
    };
  }

  #addServer(index: number, name: string, options: SimulationOptions): void {
    const { clockSkewMsMax, usersPerServer } = this.scenario;
    const server = new SimulatedServer(this.world, {
      name,
      seed: signingSeedOf(name),
      clockSkewMs: this.random.between(0, 2 * clockSkewMsMax) - clockSkewMsMax,
      store: options.storeOf?.(index) ?? new DurableStore(),
      protocol: { ...PROTOCOL, ...options.protocolOf?.(index) },
    });
    this.servers.push(server);
    for (let count = 1; count <= usersPerServer; count++) this.#userIds.push(`@u${count}:${name}`);
  }

  /** A room on the first server, which some others join before anything fails. */
  #begin(): void {
    const [first] = this.servers;
    const [creator = '', ...others] = this.#userIds;
    const moderators = this.random.shuffled(others).slice(0, 2);
    first?.memory.runner.run(createRoom(first, creator, moderators));
    this.#rest();
    for (const userId of this.#userIds.slice(1)) {
      const server = this.#serverOf(userId);
      if (this.random.chance(70)) this.#client.request(server, this.#joinWish(server, userId));
      this.#rest();
    }
  }

  #joinWish(server: SimulatedServer, userId: string) {
    const isIn = viewRoom(server)?.servers.has(server.name) === true;
    const resident = isIn ? undefined : this.random.oneOf(this.#residents().filter((name) => name !== server.name));
    return { kind: 'membership', userId, membership: 'join', ...(resident !== undefined && { resident }) } as const;
  }

  #act(): void {
    if (this.#mischief !== undefined && this.random.chance(20)) return this.#mischief.act();
    const userId = this.random.oneOf(this.#userIds) ?? '';
    const server = this.#serverOf(userId);
    const residents = this.#residents().filter((name) => name !== server.name);
    const allUsers = this.#userIds;
    const wish = chooseWish({ userId, server, random: this.random, allUsers, residents });
    if (wish !== undefined) this.#client.request(server, wish);
  }

  #planPartition(): void {
    const { clock, network, trace } = this.world;
    clock.after(this.random.between(0, this.scenario.durationMs), () => {
      const sides = new Map(this.servers.map(({ name }) => [name, this.random.between(0, 1)]));
      network.part(sides);
      trace.note('partitions', 'network', [...sides].map(([name, side]) => `${name}:${side}`).join(' '));
      clock.after(this.random.between(2_000, 25_000), () => network.part(new Map()));
    });
  }

  #isCrashDue(serverName: string): boolean {
    if (!this.#isFaulty || !this.random.chance(this.scenario.crashPercent)) return false;
    const server = this.servers.find(({ name }) => name === serverName);
    this.world.clock.after(this.random.between(100, 6_000), () => server?.restart());
    return true;
  }

  /** Servers that see themselves in the room; a hostile one lets nobody in, as it could tell them anything. */
  #residents(): string[] {
    const honest = this.servers.filter((server) => server !== this.#mischief?.server);
    return honest.filter((server) => viewRoom(server)?.servers.has(server.name)).map(({ name }) => name);
  }

  #serverOf(userId: string): SimulatedServer {
    const name: string = serverNameOf(userId as UserId);
    return this.servers.find((server) => server.name === name)!;
  }

  #usersOf(name: string): string[] {
    return this.#userIds.filter((userId) => userId.endsWith(`:${name}`));
  }

  #rest(): void {
    this.world.clock.runUntilIdle(STEPS_MAX);
  }

  /** A server that most others see in the room and that does not know joins again, as its users would. */
  #enterAgain(): void {
    for (const server of this.servers) {
      const views = this.servers.flatMap((other) => {
        const view = viewRoom(other);
        return view?.servers.has(other.name) === true ? [{ other, view }] : [];
      });
      const [witness, ...more] = views.filter(({ view }) => view.servers.has(server.name));
      const isOut = views.every(({ other }) => other !== server);
      if (!isOut || witness === undefined || (more.length + 1) * 2 <= views.length) continue;
      const userId = this.#usersOf(server.name).find((each) => witness.view.members.get(each) === 'join') ?? '';
      const resident = witness.other.name;
      this.world.trace.note('entered again', server.name);
      this.#client.request(server, { kind: 'membership', userId, membership: 'join', resident });
      this.#rest();
    }
  }

  /** Servers speak in turn until those that see each other in the room have the same forward extremities. */
  #settle(): void {
    const turns = TURNS_EACH * this.servers.length;
    for (let turn = 0; turn < turns && !pairsInRoom(this.servers).every(isSettled); turn++) {
      const server = this.servers[turn % this.servers.length]!;
      const members = viewRoom(server)?.members;
      for (const userId of this.#usersOf(server.name)) {
        if (members?.get(userId) !== 'join') continue;
        const content = { body: `settling ${turn}` };
        this.#client.request(server, { kind: 'send', type: 'm.room.message', sender: userId, content });
        break;
      }
      this.#rest();
    }
    const pairs = pairsInRoom(this.servers);
    const settled = pairs.filter(isSettled).length;
    for (const [index] of pairs.entries())
      this.world.trace.note(index < settled ? 'pairs settled' : 'pairs not settled');
  }

  #backfill(): void {
    for (const server of this.servers) {
      const sources = this.servers.filter((other) => other !== server && other.store.room !== undefined);
      for (const source of this.random.shuffled(sources)) server.backfill(source.name, () => {});
      this.#rest();
    }
  }
}
