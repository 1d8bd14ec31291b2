import { describe, expect, it } from 'vitest';
import { type Limit, limitsPage } from './limits-page.ts';

const codes = new Set(['M_TOO_LARGE']);

function rowOf(values: Record<string, unknown>, beyond?: string): string | undefined {
  const limit: Limit = {
    path: 'libs/services/x/src/x.limits.ts',
    names: Object.keys(values),
    values,
    text: 'A|b.',
    beyond,
  };
  const page = limitsPage({ constants: [limit], settings: [], bodies: new Map(), codes });
  return page.split('\n').find((line) => line.includes('A\\|b.'));
}

describe('the page of limits', () => {
  it.each([
    ['LIST_BYTES_MAX', 16_777_216, '16 MiB'],
    ['LIST_BYTES_MAX', 1_536, '1,536 bytes'],
    ['LIST_BYTES_MAX', 102_400, '100 KiB'],
    ['WAIT_MAX_MS', 90_000, '90 s'],
    ['WAIT_MS_MAX', 604_800_000, '7 d'],
    ['WAIT_MS_MAX', 1_800, '1800 ms'],
    ['NAME_CHARACTERS_MAX', 1_000, '1,000 characters'],
    ['ROOMS_MAX', 100_000, '100,000'],
    ['VIEWS_HEAP_PART', 0.25, '1/4'],
    ['OWNER_PAUSES', { firstMs: 50, maxMs: 1_000 }, 'first 50 ms, max 1 s'],
  ])('gives %s %s its unit', (name, value, amount) => {
    expect(rowOf({ [name]: value }, 'it ends.')).toBe(`| \`${name}\` | ${amount} | A\\|b. | it ends. |`);
  });

  it('shows a pace, and constants of one comment in one row', () => {
    expect(rowOf({ A_MS: 1_000, B: 2 })).toBe('| `A_MS`<br>`B` | 1 s<br>2 | A\\|b. | – |');
  });

  it('is not printed while a limit is badly described', () => {
    expect(() => rowOf({ ROOMS_MAX: 1 })).toThrow('ROOMS_MAX');
    expect(() => rowOf({ ROOMS_MAX: 1 }, '404 M_NONE')).toThrow('M_NONE');
    expect(() => rowOf({ ROOMS: 'many' })).toThrow('no number');
  });
});
