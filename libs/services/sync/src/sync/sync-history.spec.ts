import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelReplica, type AnswerJson, type EventJson, type RoomJson } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';
import { naiveSync } from '../fixtures/naive-sync.js';
import { ROOMS, takeStep, USERS, type Step } from '../fixtures/random-history.js';

const [ALICE] = USERS;

/** Rooms as a client keeps them. */
interface ClientRoom {
  state: Map<string, string>;
}
interface Client {
  token: string | undefined;
  rooms: Map<string, ClientRoom>;
}

interface Request {
  readonly kind: 'request';
  readonly replica: number;
  readonly client: number;
  /** Repeat an earlier token instead of the newest. */
  readonly rewind: boolean;
  readonly limit: number;
  readonly stateAfter: boolean;
  readonly fullState: boolean;
  /** What happens while the request waits for its answer. */
  readonly meanwhile: readonly Step[];
}
interface Trouble {
  readonly kind: 'deliver' | 'evict' | 'forgetUser';
  readonly replica: number;
  readonly much: number;
}
type Command = ({ readonly kind: 'step' } & Step) | Request | Trouble;

function steps(rooms: number): fc.Arbitrary<Step> {
  return fc.record({ action: fc.nat(200), room: fc.nat(rooms - 1), user: fc.nat(3), other: fc.nat(3) });
}
function requests(rooms: number): fc.Arbitrary<Command> {
  return fc.record({
    kind: fc.constant('request' as const),
    replica: fc.nat(1),
    client: fc.nat(1),
    rewind: fc.boolean(),
    limit: fc.constantFrom(1, 2, 5, 50),
    stateAfter: fc.boolean(),
    fullState: fc.constantFrom(false, false, false, true),
    meanwhile: fc.array(steps(rooms), { maxLength: 6 }),
  });
}
const trouble: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom('deliver' as const, 'deliver' as const, 'evict' as const, 'forgetUser' as const),
  replica: fc.nat(1),
  much: fc.nat(5),
});
function histories(rooms: number, length: { minLength: number; maxLength: number }): fc.Arbitrary<Command[]> {
  const step = steps(rooms).map((one) => ({ kind: 'step' as const, ...one }));
  return fc.array(
    fc.oneof(
      { weight: 12, arbitrary: step },
      { weight: 2, arbitrary: requests(rooms) },
      { weight: 2, arbitrary: trouble },
    ),
    { ...length, size: 'max' },
  );
}

class World {
  readonly server = new ModelServer(2);
  readonly clients: Client[] = [
    { token: undefined, rooms: new Map() },
    { token: undefined, rooms: new Map() },
  ];
  readonly tokens: string[] = [];

  constructor(readonly replicas: ModelReplica[]) {}

  static async start(): Promise<World> {
    const world = new World([]);
    for (const instance of [1, 2]) world.replicas.push(await ModelReplica.start(world.server, { instance }));
    return world;
  }

  async run(command: Command): Promise<void> {
    if (command.kind === 'step') takeStep(this.server, command);
    else if (command.kind === 'request') await this.request(command);
    else this.trouble(command);
  }

  trouble({ kind, replica: index, much }: Trouble): void {
    const replica = this.replicas[index];
    if (kind === 'deliver') replica?.deliver((waiting) => Math.min(waiting, much + 1));
    else if (kind === 'evict') replica?.views.rooms.dropView(ROOMS[much % ROOMS.length] ?? '', 0);
    else replica?.views.users.drop(ALICE);
  }

  async request(request: Request): Promise<void> {
    const replica = this.replicas[request.replica];
    const client = this.clients[request.client];
    if (!replica || !client) return;
    const isOld = request.rewind && this.tokens.length > 0;
    const since = isOld ? this.tokens[request.limit % this.tokens.length] : client.token;
    const filter = { room: { timeline: { limit: request.limit } } };
    const { stateAfter, fullState } = request;
    const answering = replica.sync({
      userId: ALICE,
      filter,
      stateAfter,
      fullState,
      ...(since !== undefined && { since }),
    });
    // The replica catches up while the request waits for it.
    const settled = answering.then(
      () => true,
      () => true,
    );
    const meanwhile = [...request.meanwhile];
    for (let i = 0; i < 100 && !(await Promise.race([settled, nextTurn()])); i++) {
      const happening = meanwhile.shift();
      if (happening) takeStep(this.server, happening);
      replica.deliver(i < 10 ? (waiting) => Math.min(waiting, 2) : undefined);
    }
    const answer = await answering;
    this.check(replica, answer, { since, limit: request.limit });
    this.tokens.push(answer.next_batch);
    if (isOld) return;
    client.token = answer.next_batch;
    this.follow(client, replica, answer);
  }

  /** Each room holds exactly what the naive model says. */
  check(
    replica: ModelReplica,
    answer: AnswerJson,
    { since, limit }: { since: string | undefined; limit: number },
  ): void {
    const to = replica.token(answer.next_batch);
    const from = since === undefined ? undefined : replica.token(since);
    for (const room of this.server.rooms.values()) {
      const partition = this.server.partition(room.roomId);
      const upTo = to.room[partition] ?? 0;
      const expected = naiveSync(room, ALICE, { after: from?.room[partition], upTo });
      const sections = (['join', 'invite', 'knock', 'leave'] as const).filter(
        (name) => answer.rooms[name][room.roomId],
      );
      const got = expected.section && answer.rooms[expected.section][room.roomId];
      if (expected.section !== 'join') expect(sections).not.toContain('join');
      if (expected.section !== 'leave') expect(sections).not.toContain('leave');
      if (expected.section === 'invite' || expected.section === 'knock') expect(got).toBeDefined();
      if (expected.section === 'leave')
        checkLeft(
          got,
          expected.events.map((e) => e.eventId),
          limit,
        );
      if (expected.section === 'join')
        checkJoined(
          got,
          expected.events.map((e) => e.eventId),
          limit,
        );
    }
  }

  /** A client that applies the answers in order holds the server's state. */
  follow(client: Client, replica: ModelReplica, answer: AnswerJson): void {
    const to = replica.token(answer.next_batch);
    for (const roomId of Object.keys(answer.rooms.leave)) client.rooms.delete(roomId);
    for (const [roomId, room] of Object.entries(answer.rooms.join)) applyRoom(client, roomId, room);
    for (const room of this.server.rooms.values()) {
      const upTo = to.room[this.server.partition(room.roomId)] ?? 0;
      if (room.membershipAt(ALICE, upTo) !== 'join') continue;
      const state = [...room.stateAt(upTo)].map(([slot, event]) => [slot, event.eventId]);
      const held = client.rooms.get(room.roomId)?.state ?? new Map<string, string>();
      expect(Object.fromEntries(held)).toEqual(Object.fromEntries(state));
    }
  }
}

function checkJoined(got: RoomJson | undefined, expected: string[], limit: number): void {
  const shown = (got?.timeline.events ?? []).map((event) => event.event_id);
  // A timeline that would leave the client with outdated state begins later, and says so.
  const count = got?.timeline.limited && !got.state_after ? shown.length : limit;
  expect(shown).toEqual(count === 0 ? [] : expected.slice(-count));
  if (expected.length > shown.length) expect(got?.timeline.limited).toBe(true);
}

/** The own leave ends the timeline; what came before it is as for a joined room. */
function checkLeft(got: RoomJson | undefined, expected: string[], limit: number): void {
  expect(got).toBeDefined();
  if (expected.length > 0) checkJoined(got, expected, limit);
}

function applyRoom(client: Client, roomId: string, room: RoomJson): void {
  const known = client.rooms.get(roomId) ?? { state: new Map<string, string>() };
  const isWhole = (room.state ?? room.state_after)?.events.some((event) => event.type === 'm.room.create');
  if (isWhole) known.state = new Map();
  const changes = room.state_after ? room.state_after.events : [...(room.state?.events ?? []), ...stateIn(room)];
  for (const event of changes) known.state.set(`${event.type} ${event.state_key}`, event.event_id);
  client.rooms.set(roomId, known);
}

function stateIn(room: RoomJson): EventJson[] {
  return room.timeline.events.filter((event) => event.state_key !== undefined);
}

function nextTurn(): Promise<false> {
  return new Promise((resolve) => setImmediate(() => resolve(false)));
}

async function live(commands: readonly Command[]): Promise<void> {
  const world = await World.start();
  for (const command of commands) await world.run(command);
  for (const replica of world.replicas) {
    replica.deliver();
    expect(replica.failures).toEqual([]);
  }
}

const RUNS = Number(process.env['SYNC_RUNS'] ?? 60);

describe('GET /sync over a random history', () => {
  it('gives every event exactly once and in order, from any token, on any replica, whatever was evicted', async () => {
    await fc.assert(fc.asyncProperty(histories(3, { minLength: 20, maxLength: 400 }), live), { numRuns: RUNS });
  }, 120_000);

  it('does so in a room that is too busy for its view as well', async () => {
    await fc.assert(fc.asyncProperty(histories(1, { minLength: 250, maxLength: 500 }), live), { numRuns: RUNS / 3 });
  }, 120_000);
});
