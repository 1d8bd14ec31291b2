import { join } from 'node:path';
import { lint } from './lint.ts';

const outcome = lint(join(import.meta.dirname, '..', '..'), process.argv.slice(2));
process.stderr.write(outcome.output);
process.exitCode = outcome.status;
