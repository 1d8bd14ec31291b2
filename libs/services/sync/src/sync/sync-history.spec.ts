import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Step } from '../fixtures/random-history.js';
import { SyncWorld, type Command } from '../fixtures/sync-world.js';

function steps(rooms: number): fc.Arbitrary<Step> {
  return fc.record({ action: fc.nat(200), room: fc.nat(rooms - 1), user: fc.nat(3), other: fc.nat(3) });
}
function requests(rooms: number): fc.Arbitrary<Command> {
  return fc.record({
    kind: fc.constant('request' as const),
    replica: fc.nat(1),
    client: fc.nat(1),
    rewind: fc.boolean(),
    limit: fc.constantFrom(0, 1, 2, 5, 50),
    stateAfter: fc.boolean(),
    fullState: fc.constantFrom(false, false, false, true),
    waits: fc.boolean(),
    meanwhile: fc.array(steps(rooms), { maxLength: 6 }),
  });
}
const TROUBLES = ['deliver', 'deliver', 'deliver', 'evict', 'forgetUser', 'break', 'mend'] as const;
const trouble: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom(...TROUBLES),
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

async function live(commands: readonly Command[]): Promise<void> {
  const world = await SyncWorld.start();
  for (const command of commands) await world.run(command);
  world.end();
}

const RUNS = Number(process.env['SYNC_RUNS'] ?? 60);

describe('GET /sync over a random history', () => {
  it('gives every event exactly once and in order, from any token, on any replica, whatever was evicted', async () => {
    await fc.assert(fc.asyncProperty(histories(3, { minLength: 20, maxLength: 400 }), live), {
      numRuns: RUNS,
    });
  }, 120_000);

  it('does so in a room that is too busy for its view as well', async () => {
    await fc.assert(fc.asyncProperty(histories(1, { minLength: 250, maxLength: 500 }), live), {
      numRuns: Math.ceil(RUNS / 3),
    });
  }, 120_000);
});
