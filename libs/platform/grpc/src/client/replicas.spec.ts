import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { LOOKUP_PERIOD_MS, UNLISTED_IDLE_MS } from '../grpc.limits.js';
import type { Peer } from './peer.js';
import { Peers } from './peers.js';
import { Replicas } from './replicas.js';

interface FakePeer {
  readonly address: string;
  state: string;
  openCalls: number;
  isClosed: boolean;
}

/** A service behind a name, with connections that are whatever the test says. */
function setUp(targets: readonly string[] = ['dns:room:9090']) {
  const clock = new ManualClock();
  const fakes = new Map<string, FakePeer>();
  const world = { hosts: ['10.0.0.1', '10.0.0.2'] as readonly string[] | Error, failures: 0, lookups: 0, listings: 0 };
  const makePeer = (address: string): Peer => {
    const fake = { address, state: 'ready', openCalls: 0, isClosed: false };
    fakes.set(address, fake);
    return {
      get ready() {
        return fake.state === 'ready' ? fake : undefined;
      },
      get state() {
        return fake.state;
      },
      get openCalls() {
        return fake.openCalls;
      },
      close: () => (fake.isClosed = true),
    } as unknown as Peer;
  };
  const peers = new Peers(makePeer, clock, () => undefined);
  const replicas = new Replicas({
    targets,
    peers,
    clock,
    ownAddress: () => '10.0.0.9:9090',
    lookUp: async () => {
      world.lookups++;
      if (world.hosts instanceof Error) throw world.hosts;
      return world.hosts;
    },
    onLookupFailed: () => world.failures++,
    onListed: () => world.listings++,
  });
  const sweep = () => peers.closeUnlisted((address) => replicas.isListed(address));
  const chosen = (count = 10) => [
    ...new Set(Array.from({ length: count }, () => replicas.choose()?.address ?? 'nobody').sort()),
  ];
  return { clock, fakes, world, peers, replicas, sweep, chosen };
}

describe('Replicas', () => {
  it('choose the replica with the fewest open calls, equal ones in turn', async () => {
    const { clock, fakes, replicas, chosen } = setUp();
    replicas.start();
    await clock.advance(0);
    expect(chosen()).toEqual(['10.0.0.1:9090', '10.0.0.2:9090']);
    (fakes.get('10.0.0.1:9090') as FakePeer).openCalls = 1;
    expect(chosen()).toEqual(['10.0.0.2:9090']);
  });

  it('do not choose whom the call asked in vain', async () => {
    const { clock, replicas } = setUp();
    replicas.start();
    await clock.advance(0);
    const except = new Set(['10.0.0.1:9090']);
    for (let i = 0; i < 5; i++) expect(replicas.choose(except)?.address).toBe('10.0.0.2:9090');
    expect(replicas.choose(except.add('10.0.0.2:9090'))).toBeUndefined();
  });

  it('choose nobody who stops or cannot be reached', async () => {
    const { clock, fakes, replicas, chosen } = setUp();
    replicas.start();
    await clock.advance(0);
    (fakes.get('10.0.0.1:9090') as FakePeer).state = 'draining';
    expect(chosen()).toEqual(['10.0.0.2:9090']);
    (fakes.get('10.0.0.2:9090') as FakePeer).state = 'failed';
    expect(chosen()).toEqual(['nobody']);
    expect(replicas.readyCount).toBe(0);
  });

  it('use a replica that was added, and close one that is gone after its last call', async () => {
    const { clock, fakes, world, replicas, chosen, sweep } = setUp();
    replicas.start();
    await clock.advance(0);
    (fakes.get('10.0.0.1:9090') as FakePeer).openCalls = 1;
    world.hosts = ['10.0.0.2', '10.0.0.3', 'fd00::4'];
    await clock.advance(LOOKUP_PERIOD_MS);
    expect(chosen()).toEqual(['10.0.0.2:9090', '10.0.0.3:9090', '[fd00::4]:9090']);
    await clock.advance(UNLISTED_IDLE_MS);
    sweep();
    expect(fakes.get('10.0.0.1:9090')?.isClosed).toBe(false);
    (fakes.get('10.0.0.1:9090') as FakePeer).openCalls = 0;
    sweep();
    expect([...fakes.values()].filter(({ isClosed }) => isClosed).map(({ address }) => address)).toEqual([
      '10.0.0.1:9090',
    ]);
  });

  it('say so when they have looked, for a process may be listed that was connected already', async () => {
    const { clock, world, peers, replicas, chosen } = setUp();
    replicas.start();
    await clock.advance(0);
    peers.at('10.0.0.3:9090');
    world.hosts = ['10.0.0.3'];
    await clock.advance(LOOKUP_PERIOD_MS);
    expect(world.listings).toBe(2);
    expect(chosen()).toEqual(['10.0.0.3:9090']);
  });

  it('keep what is known when the name cannot be looked up', async () => {
    const { clock, world, replicas, chosen } = setUp();
    replicas.start();
    await clock.advance(0);
    world.hosts = new Error('no such name');
    await clock.advance(LOOKUP_PERIOD_MS);
    expect(world.failures).toBe(1);
    expect(chosen()).toEqual(['10.0.0.1:9090', '10.0.0.2:9090']);
  });

  it('look again soon after a lost connection, but not each time', async () => {
    const { clock, world, replicas } = setUp();
    replicas.start();
    await clock.advance(600);
    for (let i = 0; i < 10; i++) replicas.lookAgain();
    await clock.advance(0);
    expect(world.lookups).toBe(2);
  });

  it('forget about a lookup that ends after the process has stopped', async () => {
    const { clock, peers, replicas } = setUp();
    replicas.start();
    replicas.stop();
    peers.close();
    await clock.advance(0);
    expect(replicas.readyCount).toBe(0);
  });

  it('do not hold this process itself', async () => {
    const { clock, replicas, chosen } = setUp(['10.0.0.9:9090', 'other:1', '[fd00::4]:2']);
    replicas.start();
    await clock.advance(0);
    expect(chosen()).toEqual(['[fd00::4]:2', 'other:1']);
  });
});
