import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sizes } from './sizes.ts';

const root = mkdtempSync(join(tmpdir(), 'chappe-sizes-'));
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

describe('the sizes of a library', () => {
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('count files, folders, lines, imports and injected arguments; specs and fixtures are left out', () => {
    const one = '  constructor(private readonly a: A) {}\n';
    const two = '  constructor(\n    @Inject(X) private readonly a: A,\n    private readonly b: B,\n  ) {}\n';
    write('libs/x/src/a/a.ts', `import { A } from 'a';\nimport { B } from 'b';\n@Injectable()\nclass C {\n${one}}\n`);
    write('libs/x/src/b/b.ts', `@Injectable()\nclass D {\n${two}}\n`);
    write('libs/x/src/plain.ts', `class E {\n${two}}\n`);
    write('libs/x/src/a/a.spec.ts', "import 'x';\n");
    write('libs/x/src/a/fixtures/f.ts', "import 'x';\n");
    expect(sizes(root, ['libs/x'])).toEqual([
      { library: 'libs/x', files: 3, folders: 3, lines: 6 + 7 + 6, injected: 3, importsPerFile: 0.7 },
    ]);
  });
});
