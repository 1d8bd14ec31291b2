import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Programs that stand in for npm, the generator, the compiler and the server; each leaves a line in `calls`. */
const STAND_INS: Readonly<Record<string, string>> = {
  'npm.mjs': `mkdirSync('node_modules/typescript-native/bin', { recursive: true });
    if (process.env.NPM_FAILS) process.exit(7);
    writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'));
    cpSync('compiler.mjs', 'node_modules/typescript-native/bin/tsc');`,
  'compiler.mjs': `if (process.env.COMPILER_FAILS) process.exit(2);
    cpSync('server.mjs', 'apps/all-in-one/dist/main.js');`,
  'tools/dev/generate-contracts.mjs': '',
  'server.mjs': 'process.exit(Number(process.argv[2]) || 0);',
};

describe('npm start', () => {
  let root: string;
  const write = (path: string, text = ''): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const start = (words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    writeFileSync(join(root, 'calls'), '');
    const npm_execpath = join(root, 'npm.mjs');
    const run = spawnSync(process.execPath, [join(root, 'tools/start/start.mjs'), ...words], {
      cwd: root,
      env: { PATH: process.env['PATH'], npm_execpath, ...env },
      encoding: 'utf8',
      timeout: 20_000,
    });
    const calls = readFileSync(join(root, 'calls'), 'utf8').split('\n').filter(Boolean);
    return { code: run.status, error: run.stderr, calls };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'chappe-start-'));
    cpSync(import.meta.dirname, join(root, 'tools/start'), { recursive: true });
    for (const file of ['tsconfig.json', 'tsconfig.base.json', 'buf.gen.yaml', 'buf.yaml', 'libs/a.ts']) write(file);
    write('package.json', '{ "type": "module" }');
    write('package-lock.json', '{ "packages": { "node_modules/pg": { "version": "1.0.0" } } }');
    for (const [path, text] of Object.entries(STAND_INS)) {
      const name = path.split('/').at(-1);
      write(
        path,
        `import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
         mkdirSync('apps/all-in-one/dist', { recursive: true });
         appendFileSync('calls', ${JSON.stringify(`${name}`)} + ' ' + process.argv.slice(2).join(' ') + '\\n');
         ${text}`,
      );
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('installs, builds and runs; the next time it only runs; after a change it builds', () => {
    const steps = ['npm.mjs ci --no-audit --no-fund', 'generate-contracts.mjs ', 'compiler.mjs -b', 'server.mjs 0 --x'];
    expect(start(['0', '--x']).calls).toEqual(steps);
    expect(start(['0', '--x']).calls).toEqual(steps.slice(3));
    write('libs/a.ts', 'changed');
    expect(start(['0', '--x']).calls).toEqual(steps.slice(1));
    write('package-lock.json', '{ "packages": { "node_modules/pg": { "version": "1.0.1" } } }');
    expect(start(['0', '--x']).calls).toEqual(steps);
  });

  it('gives the exit code of the server', () => {
    expect(start(['3']).code).toBe(3);
  });

  it('names the server only for who says nothing where nothing is yet, and tells so', () => {
    const unnamed = start();
    expect(unnamed.calls.at(-1)).toBe('server.mjs --server-name localhost');
    expect(unnamed.error).toContain('cannot be changed later');
    expect(start([], { CHAPPE_SERVER_NAME: 'example.org' }).calls).toEqual(['server.mjs ']);
    expect(start(['--help']).calls).toEqual(['server.mjs --help']);
    mkdirSync(join(root, 'data'));
    expect(start()).toMatchObject({ calls: ['server.mjs '], error: '' });
  });

  it('stops with one line when packages cannot be installed or the build fails, and tries again the next time', () => {
    const unpacked = start([], { NPM_FAILS: '1' });
    expect(unpacked).toMatchObject({ code: 1, calls: ['npm.mjs ci --no-audit --no-fund'] });
    expect(unpacked.error).toContain('chappe: installing packages failed (exit code 7)\n');
    const unbuilt = start([], { COMPILER_FAILS: '1' });
    expect(unbuilt.code).toBe(1);
    expect(unbuilt.error).toContain('chappe: building failed (exit code 2)\n');
    expect(start().code).toBe(0);
  });
});
