import { describe, expect, it } from 'vitest';
import { readPageFilter } from './page-filter.js';

describe('limit and filter of a page', () => {
  it('are 10 events and none when the client says nothing', () => {
    expect(readPageFilter({})).toEqual({ limit: 10, filter: Buffer.alloc(0) });
  });

  it.each([
    [{ limit: 0 }, 0],
    [{ limit: 30 }, 30],
    [{ limit: 1_000_000 }, 500],
    [{ filter: '{"limit":20}' }, 20],
    [{ limit: 30, filter: '{"limit":20}' }, 20],
    [{ limit: 15, filter: '{"limit":20}' }, 15],
  ])('%j gives at most %i events', (query, limit) => {
    expect(readPageFilter(query).limit).toBe(limit);
  });

  it('hands the filter on', () => {
    const filter = { lazy_load_members: true, types: ['m.room.message'] };
    expect(JSON.parse(readPageFilter({ filter: JSON.stringify(filter) }).filter.toString())).toEqual(filter);
  });

  it.each(['', '{', 'abc', '[]', '"x"', '{"types":"m.room.message"}', '{"senders":["nobody"]}', '{"limit":-1}', '7'])(
    'refuses the filter %s with M_INVALID_PARAM',
    (filter) => {
      expect(() => readPageFilter({ filter })).toThrow(expect.objectContaining({ errcode: 'M_INVALID_PARAM' }));
    },
  );
});
