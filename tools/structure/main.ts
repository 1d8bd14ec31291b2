import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { executed } from './executed.ts';
import { sizes } from './sizes.ts';

const LIBRARIES = [
  'libs/services/client-api',
  'libs/services/room',
  'libs/services/auth',
  'libs/services/sync',
  'libs/platform/http',
  'libs/platform/grpc',
  'libs/platform/event-log',
  'libs/platform/process',
];

// `npm run structure -- --root FOLDER`: of another, built, checkout.
const { values } = parseArgs({ options: { root: { type: 'string' } } });
const here = join(import.meta.dirname, '../..');
const root = values.root === undefined ? here : resolve(process.env['INIT_CWD'] ?? '.', values.root);
console.table(sizes(root, LIBRARIES));
console.table(await executed(root));
