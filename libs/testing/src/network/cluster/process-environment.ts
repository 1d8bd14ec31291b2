import { join } from 'node:path';
import { REPOSITORY } from '../build-programs.js';
import { nodeEnvironment, type TestServerOptions } from '../test-server.js';
import { type Role, settingsOf } from './roles.js';

/** Kept between runs: a process starts in half the time. */
const COMPILED_CODE = join(REPOSITORY, 'node_modules/.cache/chappe-compiled-code');

/** The environment of a process: nothing of our own, because a process refuses settings that it does not know. */
export function processEnvironment(role: Role, options: TestServerOptions = {}): Record<string, string | undefined> {
  const own = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED_CODE };
  return { ...own, ...nodeEnvironment(options), ...settingsOf(role, options.settings) };
}
