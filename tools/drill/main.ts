import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CommandLineError, type DrillOptions, HELP, parseCommandLine } from './command-line.ts';

const SPEC = 'tests/kill/lost-commits.spec.ts';
const VITEST = 'node_modules/vitest/vitest.mjs';

/** The drill is the test that CI runs in small. @returns whether everything held in all forms */
function run({ forms, seed, heldSeconds, afterSeconds }: DrillOptions): boolean {
  const outcomes = forms.map((form) => {
    process.stdout.write(`== ${form}\n`);
    const settings = {
      CHAPPE_TEST_FORM: form,
      CHAPPE_DRILL_HELD_MS: String(heldSeconds * 1_000),
      CHAPPE_DRILL_AFTER_MS: String(afterSeconds * 1_000),
      ...(seed !== undefined && { CHAPPE_TEST_SEED: seed }),
    };
    const { status } = spawnSync(process.execPath, [VITEST, 'run', '--project', 'faults', SPEC], {
      cwd: join(import.meta.dirname, '..', '..'),
      stdio: 'inherit',
      env: { ...process.env, ...settings },
    });
    return status === 0;
  });
  return outcomes.every(Boolean);
}

try {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === undefined) process.stdout.write(HELP);
  else if (!run(options)) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof CommandLineError)) throw error;
  process.stderr.write(`drill: ${error.message}\n`);
  process.exitCode = 2;
}
