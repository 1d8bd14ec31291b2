import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { mutationOptions } from './mutation-options.ts';

const HELP = `npm run mutation -- FOLDER [--concurrency N]    changes the code of a folder of libs/events/src, one small
                                                change after the other, and tells which ones its specs did not notice

  npm run mutation -- event-auth --concurrency 2
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '1' } },
});
const [folder = ''] = positionals;
const concurrency = Number(values.concurrency);
const root = join(import.meta.dirname, '..', '..');

if (!/^[a-z-]+$/.test(folder) || !existsSync(join(root, 'libs/events/src', folder)) || !(concurrency >= 1)) {
  process.stderr.write(HELP);
  process.exit(2);
}

process.chdir(root);
const workFolder = mkdtempSync(join(tmpdir(), 'chappe-mutation-'));
// On every way out: the tool ends the process itself when it is interrupted.
process.once('exit', () => rmSync(workFolder, { recursive: true, force: true }));

const mutants = await new Stryker(mutationOptions({ folder, concurrency, workFolder })).runMutationTest();
const missed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
const found = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout');
process.stdout.write(`${folder}: ${found.length} of ${found.length + missed.length} mutants noticed\n`);
