import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { unlessAborted } from './unless-aborted.js';

const never = new Promise<never>(() => undefined);

describe('unlessAborted', () => {
  it('settles as the work does and forgets the signal', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(unlessAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    await Promise.resolve();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason of the signal when that comes first, or came before', async () => {
    const stopping = new AbortController();
    const outcome = unlessAborted(never, stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(outcome).rejects.toThrow('stopped');
    await expect(unlessAborted(never, stopping.signal)).rejects.toThrow('stopped');
  });

  it('rejects with an error whatever the reason is', async () => {
    const outcome = unlessAborted(never, AbortSignal.abort('enough'));
    await expect(outcome).rejects.toMatchObject({ message: 'aborted', cause: 'enough' });
  });
});
