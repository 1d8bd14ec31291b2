import { writeFileSync } from 'node:fs';
import { type BenchOptions, CommandLineError, HELP, parseCommandLine } from './command-line.ts';
import { measure } from './measure.ts';
import { markdown } from './report/markdown.ts';
import { stopClusters } from './cluster/running-cluster.ts';
import { stopPeers } from './peer/running-synapse.ts';
import { stopServers } from './server/running-server.ts';

async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (options === undefined) {
    process.stdout.write(HELP);
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stopAll().finally(() => process.exit(1)));
  }
  await run(options);
}

async function run(options: BenchOptions): Promise<void> {
  const figures = await measure(options, (text) => process.stderr.write(`${text}\n`));
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(figures, null, 2)}\n`);
  process.stdout.write(options.markdown ? markdown(figures) : alignTables(markdown(figures)));
}

async function stopAll(): Promise<void> {
  await Promise.allSettled([stopServers(), stopClusters(), stopPeers()]);
}

/** Tables for eyes on a terminal: columns padded. */
function alignTables(text: string): string {
  return text.replaceAll(/(?:^\|.*\n?)+/gm, (lines) => {
    const rows = lines
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
    const padded = rows
      .filter((_, i) => i !== 1)
      .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))));
    return `${padded.map((row) => row.join('  ')).join('\n')}\n`;
  });
}

main().catch(async (error: unknown) => {
  await stopAll();
  process.stderr.write(`bench: ${error instanceof CommandLineError ? error.message : describe(error)}\n`);
  process.exitCode = 1;
});

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
