import type { Postgres } from '@chappe/postgres';
import { describe, expect, it } from 'vitest';
import { KEY_QUERIES_WAITING_MAX } from './published-key.limits.js';
import type { PublishedKeyStore } from './published-key.store.js';
import { PublishedKeys } from './published-keys.js';

/** Keys in a database that answers when it is told to. */
function startSlow() {
  const underWay: (() => void)[] = [];
  const answered = <T>(answer: T): Promise<T> => new Promise((resolve) => underWay.push((): void => resolve(answer)));
  const keys = new PublishedKeys(
    {
      listDevices: () => answered({ devices: [], isLast: true }),
      listSeenKeys: () => answered([]),
    } as unknown as PublishedKeyStore,
    {} as Postgres,
  );
  const endFirst = async (): Promise<void> => {
    underWay.shift()?.();
    await new Promise(setImmediate);
  };
  return { keys, underWay, endFirst };
}

const of = (viewer: string) => ({ userIds: ['@carol:x'], viewer });

describe('queries of one user', () => {
  it('hold one connection, in turns, and keep nobody else waiting', async () => {
    const { keys, underWay, endFirst } = startSlow();
    const asked = [
      keys.devices(of('@alice:x'), ''),
      keys.crossSigningKeys(of('@alice:x'), 'master'),
      keys.devices(of('@alice:x'), ''),
      keys.devices(of('@bob:x'), ''),
    ];
    expect(underWay).toHaveLength(2);
    await endFirst();
    expect(underWay).toHaveLength(2);
    for (let i = 0; i < 3; i++) await endFirst();
    await Promise.all(asked);
  });

  it('are refused when too many wait', async () => {
    const { keys, underWay, endFirst } = startSlow();
    const asked = Array.from({ length: 1 + KEY_QUERIES_WAITING_MAX }, () => keys.devices(of('@alice:x'), ''));
    await expect(keys.devices(of('@alice:x'), '')).rejects.toMatchObject({ status: 503 });
    while (underWay.length > 0) await endFirst();
    await Promise.all(asked);
  });
});
