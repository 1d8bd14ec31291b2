import { runFromSources } from '../dev/run-from-sources.ts';
import { CommandLineError, HELP, parseCommandLine } from './command-line.ts';
import { killProcesses } from './kill-processes.ts';

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      break;
    case 'kill':
      await killProcesses(command);
      break;
    case 'user':
    case 'run': {
      runFromSources();
      if (command.kind === 'run') await (await import('./run-cluster.ts')).runCluster(command);
      else process.exitCode = await (await import('./run-user-command.ts')).runUserCommand(command);
    }
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain = error instanceof CommandLineError || error.name === 'DataFolderError';
  return isPlain ? error.message : (error.stack ?? error.message);
}

main().catch((error: unknown) => {
  process.stderr.write(`cluster: ${explain(error)}\n`);
  process.exit(1);
});
