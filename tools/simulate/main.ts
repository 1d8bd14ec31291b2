import { CommandLineError, HELP, parseCommandLine } from './command-line.ts';
import { describeFailure, describeRun } from './describe-run.ts';
import { runSeeds } from './run-seeds.ts';

async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return;
  }
  const outcome = await runSeeds(options, (report) => {
    if (options.verbose) process.stdout.write(`${report.trace.join('\n')}\ntrace ${report.traceHash}\n`);
    if (report.violations.length > 0) process.stdout.write(`${describeFailure(report)}\n\n`);
  });
  process.stdout.write(`${describeRun(outcome)}\n`);
  if (outcome.isCut || outcome.failures.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`simulate: ${error instanceof CommandLineError ? error.message : text}\n`);
  process.exitCode = 1;
});
