import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFromSources } from '../dev/run-from-sources.ts';
import { CommandLineError, type FuzzCommand, HELP, parseCommandLine } from './command-line.ts';
import { decodeInput, encodeInput } from './findings/encode-input.ts';
import type { Finding } from './findings/finding.ts';
import { loadTarget } from './run/load-target.ts';
import { reportLines } from './findings/report-lines.ts';
import { superviseTarget } from './run/supervise-target.ts';
import { TARGET_FILES } from './target-files.ts';

const INPUT_MS_MAX = 2000;

async function main(): Promise<number> {
  const command = parseCommandLine(process.argv.slice(2), Date.now() % 1_000_000);
  if (command === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const count = command.replays.length > 0 ? await replay(command) : await fuzz(command);
  return count === 0 ? 0 : 1;
}

/** Gives the number of findings. */
async function fuzz(command: FuzzCommand): Promise<number> {
  let count = 0;
  for (const name of command.targets) {
    const { seed, seconds: secondsMax, inputsMax } = command;
    const limits = { inputMsMax: INPUT_MS_MAX, secondsMax, inputsMax };
    const targetFile = fileOf(name).href;
    const report = await superviseTarget({ name, targetFile, seed, ...limits }, (finding) => {
      count += 1;
      process.stdout.write(describe(finding, command.out));
    });
    process.stdout.write(report === undefined ? `${name}: ended before its time\n` : reportLines(report));
  }
  return count;
}

/** Runs saved inputs in this thread, where a debugger can look. */
async function replay({ targets, replays }: FuzzCommand): Promise<number> {
  runFromSources();
  let count = 0;
  for (const { file, base64 } of replays) {
    const input = decodeInput(file === undefined ? (base64 ?? '') : readFileSync(file, 'utf8').trim());
    for (const name of targets) {
      const target = await loadTarget(fileOf(name).href);
      process.stdout.write(`${JSON.stringify(input).slice(0, 2000)}\n`);
      try {
        process.stdout.write(`${name}: ${target.run(input)}\n`);
      } catch (error) {
        count += 1;
        process.stdout.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
      }
    }
  }
  return count;
}

function describe({ target, kind, message, stack, input }: Finding, out: string | undefined): string {
  const head = `FOUND in ${target} (${kind}): ${message}\n${stack ?? ''}\n`;
  if (input === undefined) return head;
  const shown = `  ${JSON.stringify(input).slice(0, 1000)}\n`;
  const base64 = encodeInput(input);
  if (out === undefined) return `${head}${shown}  again: npm run fuzz -- ${target} --input ${base64}\n`;
  mkdirSync(out, { recursive: true });
  const file = join(out, `${target}-${process.pid}-${Date.now()}.txt`);
  writeFileSync(file, `${base64}\n`);
  return `${head}${shown}  again: npm run fuzz -- ${target} --replay ${file}\n`;
}

function fileOf(name: string): URL {
  const file = TARGET_FILES[name];
  if (file === undefined) throw new CommandLineError(`"${name}" is no target`);
  return file;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`fuzz: ${error instanceof CommandLineError ? error.message : errorText(error)}\n`);
  process.exitCode = 2;
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
