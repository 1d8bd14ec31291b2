import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstSentence, mapPage, type Place } from './map-page.ts';

const root = join(import.meta.dirname, '..');
const tools: Place[] = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ folder: `tools/${name}`, chapters: [] }));

describe('the map', () => {
  it('has libraries in the order of their layers, with what their READMEs say first and their chapters', () => {
    const places: Place[] = [
      { folder: 'libs/services/room', readme: '# room\n\nOwner of rooms. More.\n', chapters: ['aliases', 'commit'] },
      { folder: 'libs/platform/http', readme: '# http\n\nServes\n[endpoints](x.md).', chapters: [] },
      { folder: 'libs/crypto', readme: '# crypto\n\nPure\n', chapters: [] },
    ];
    const lines = mapPage([...tools, ...places]).split('\n');
    expect(lines.filter((line) => line.startsWith('| `libs'))).toEqual([
      '| `libs/crypto` | Pure |',
      '| `libs/platform/http` | Serves endpoints. |',
      '| `libs/services/room` | Owner of rooms.<br>aliases · commit |',
    ]);
  });

  it('refuses a tool that it has no line for, and a README that says nothing', () => {
    expect(() => mapPage([...tools, { folder: 'tools/new', chapters: [] }])).toThrow('tools/new');
    expect(() => mapPage(tools.slice(1))).toThrow(tools[0]?.folder);
    expect(() => mapPage([...tools, { folder: 'libs/x', readme: '# x\n', chapters: [] }])).toThrow('libs/x');
  });

  it('takes the first sentence as it is, with names of files in it', () => {
    expect(firstSentence('# a\n\nReads `a.b.ts` once. Then more.')).toBe('Reads `a.b.ts` once.');
  });
});
