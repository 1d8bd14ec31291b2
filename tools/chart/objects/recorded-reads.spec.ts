import { describe, expect, it } from 'vitest';
import { recordedReads } from './recorded-reads.ts';

describe('recordedReads', () => {
  it('names the members that a validator does not know, outermost first', () => {
    const { data, unread } = recordedReads({
      kind: 'Pod',
      spec: { image: 'a', imagee: { deep: 1 } },
      list: [{ x: 1 }],
    });
    const pod = data as { kind: string; spec: { image: string }; list: unknown[] };
    expect(pod.kind + pod.spec.image + String(pod.list.length)).toBe('Poda1');
    expect(unread()).toEqual(['/spec/imagee', '/list/0']);
  });

  it('counts members that are iterated as known', () => {
    const { data, unread } = recordedReads({ labels: { a: '1', b: '2' } });
    expect(Object.values((data as { labels: object }).labels)).toEqual(['1', '2']);
    expect(unread()).toEqual([]);
  });

  it('shows arrays as arrays', () => {
    expect(Array.isArray((recordedReads({ list: [] }).data as { list: unknown }).list)).toBe(true);
  });
});
