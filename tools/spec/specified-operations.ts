import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from './operation.ts';

/** Version of the specification that the list was taken from. */
export const SPECIFICATION_VERSION = '1.19';

/** Every operation of the Client-Server API, from the list beside this file. */
export function specifiedOperations(): Operation[] {
  const list = readFileSync(join(import.meta.dirname, `endpoints-${SPECIFICATION_VERSION}.txt`), 'utf8');
  const lines = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [method = '', path = ''] = line.split(' ');
    return { method, path };
  });
}
