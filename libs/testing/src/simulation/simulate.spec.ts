import { ROOM_VERSIONS } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { DurableStore, type StoreWrite } from './server/durable-store.js';
import { PROTOCOL, type Protocol } from './server/protocol.js';
import { simulate } from './simulate.js';
import type { SimulationOptions } from './simulation-options.js';

const SEEDS_TO_FIND_MAX = 80;

/** The first seed under which an invariant breaks. */
function firstSeedBreaking(invariant: string, options: SimulationOptions): number | undefined {
  const seeds = Array.from({ length: SEEDS_TO_FIND_MAX }, (_, index) => index + 1);
  return seeds.find((seed) =>
    simulate(seed, options).violations.some((violation) => violation.invariant === invariant),
  );
}

/** Whether the checker sees the defect. */
function expectFound(invariant: string, options: SimulationOptions): void {
  expect(firstSeedBreaking(invariant, options), `a seed under which not ${invariant}`).toBeDefined();
}

const onFirstServer = (defect: Partial<Protocol>): SimulationOptions => ({
  protocolOf: (index) => (index === 0 ? defect : {}),
});

describe('simulated servers', () => {
  it.each(ROOM_VERSIONS)('hold the same room of version $version after faults have healed', (rules) => {
    for (const seed of [1, 2]) expect(simulate(seed, { rules }).violations, `seed ${seed}`).toEqual([]);
  });

  it('do the same under the same seed and something else under another', () => {
    const [once, again, other] = [simulate(3), simulate(3), simulate(4)];
    expect(again).toEqual(once);
    expect(other.traceHash).not.toBe(once.traceHash);
  });

  it('meet every kind of fault within a few seeds', () => {
    const counts = new Set<string>();
    for (let seed = 1; seed <= 12; seed++) for (const what of Object.keys(simulate(seed).counts)) counts.add(what);
    const expected = [
      'crashes',
      'forks of the graph',
      'gaps filled',
      'network: dropped',
      'network: repeated',
      'partitions',
      'redacted for a bad hash',
      'redactions applied',
      'rejected by auth events',
      'rejected by the state before',
      'resolutions of different states',
      'soft-failed',
      'states adopted',
    ];
    expect(expected.filter((what) => !counts.has(what))).toEqual([]);
  });
});

describe('the checker', () => {
  it('finds a server whose state resolution prefers the state it starts from', () => {
    expectFound('states before agree', onFirstServer({ resolveState: () => [] }));
  });

  it('finds a server that resolves states by the algorithm of another room version', () => {
    const resolveState: Protocol['resolveState'] = (roots, from, rules) =>
      PROTOCOL.resolveState(roots, from, { ...rules, stateResolution: rules.stateResolution === 'v1' ? 'v2' : 'v1' });
    expectFound('states before agree', onFirstServer({ resolveState }));
  });

  it('finds a server that does not check authorisation', () => {
    const allowed = { allowed: true } as const;
    const defect = { checkAuth: () => allowed, judgeByAuthEvents: () => allowed };
    expectFound('verdicts agree', onFirstServer(defect));
  });

  it('finds a server that judges received events by their auth events alone', () => {
    expectFound('verdicts agree', onFirstServer({ checkAuth: () => ({ allowed: true }) }));
  });

  it('finds a server that applies redactions by everyone', () => {
    expectFound('redactions apply alike', onFirstServer({ mayApplyRedaction: () => true }));
  });

  it('finds a server that takes events with wrong signatures', () => {
    const admitPdu: Protocol['admitPdu'] = (text, context) => {
      const admission = PROTOCOL.admitPdu(text, context);
      if (admission.admitted || admission.check === 'format') return admission;
      return PROTOCOL.admitPdu(text, { ...context, keys: () => ALL_VALID });
    };
    expectFound('servers in the room hold the same events', onFirstServer({ admitPdu }));
  });

  it('finds a store that loses what it acknowledged', () => {
    const storeOf = (): DurableStore => new LosingStore();
    expectFound('acknowledged events stay', { storeOf });
  });

  it('finds a store that shows readers what it then takes back', () => {
    const storeOf = (): DurableStore => new RepeatingStore();
    expectFound('readers get each event once and in order', { storeOf });
  });
});

const ALL_VALID = {
  verifyKey: { publicKey: new Uint8Array(32), verify: () => true },
  validUntilTs: Number.MAX_SAFE_INTEGER,
} as unknown as NonNullable<ReturnType<Parameters<Protocol['admitPdu']>[1]['keys']>>;

/** Writes the last events to disk only with the next write. */
class LosingStore extends DurableStore {
  #lastEvents: string[] = [];

  override apply(write: StoreWrite): void {
    super.apply(write);
    this.#lastEvents = (write.events ?? []).map(({ eventId }) => eventId);
  }

  override crash(): void {
    for (const eventId of this.#lastEvents) this.events.delete(eventId);
  }
}

/** Tells what it told last once more after a crash. */
class RepeatingStore extends DurableStore {
  override crash(): void {
    const last = this.timeline.at(-1);
    if (last !== undefined) this.timeline.push(last);
  }
}
