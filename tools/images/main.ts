import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from './build/build-image.ts';
import { buildKafka } from './build/build-kafka.ts';
import { describeImage } from './build/describe-image.ts';
import { npmSecrets } from './build/npm-secrets.ts';
import { checkImage } from './checks/check-image.ts';
import { removeLeft } from './checks/remove-left.ts';
import { CommandLineError, HELP, type ImagesOptions, parseCommandLine } from './command-line.ts';
import { Engine, EngineError } from './engine.ts';
import { sourceDigest } from './source-digest.ts';

const OUTPUT = 'dist/images';

async function main(): Promise<void> {
  process.chdir(join(import.meta.dirname, '..', '..'));
  const options = parseCommandLine(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
    return;
  }
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const engine = new Engine(options.engine);
  await engine.do(['version']);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void removeLeft(engine).finally(() => process.exit(1)));
  }
  if (options.build) await build(engine, { options, version });
  let failures = 0;
  if (options.check) {
    for (const app of options.apps) failures += await checkImage({ app, image: imageOf(app, version), engine }, say);
  }
  if (failures > 0) throw new EngineError(`${failures} checks failed`);
}

async function build(engine: Engine, { options, version }: { options: ImagesOptions; version: string }): Promise<void> {
  if (options.debootstrap) {
    execFileSync('tools/images/debootstrap-base.sh', {
      stdio: 'inherit',
      env: { ...process.env, ENGINE: options.engine },
    });
  }
  if (options.kafka) say(await buildKafka(engine, options));
  if (options.apps.length === 0) return;
  const secrets = npmSecrets();
  const sources = sourceDigest('.');
  try {
    for (const app of options.apps) {
      const startedMs = performance.now();
      const image = await buildImage(engine, { app, version, sources, secrets: secrets.words, options });
      say(`built in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
      say(await describeImage(engine, image));
      await saveSbom(engine, app, image);
    }
  } finally {
    secrets.remove();
  }
}

async function saveSbom(engine: Engine, app: string, image: string): Promise<void> {
  const words = ['run', '--rm', '--network=none', '--entrypoint=cat', image, '/usr/share/doc/chappe/sbom.json'];
  mkdirSync(OUTPUT, { recursive: true });
  const file = join(OUTPUT, `${app}.sbom.json`);
  writeFileSync(file, `${await engine.do(words)}\n`);
  say(`  bill of materials: ${file}`);
}

function imageOf(app: string, version: string): string {
  return `chappe/${app}:${version}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  const isOurs = error instanceof CommandLineError || error instanceof EngineError;
  const said = isOurs || !(error instanceof Error) ? String(error).replace(/^\w+: /, '') : (error.stack ?? '');
  process.stderr.write(`images: ${said}\n`);
  process.exitCode = 1;
});
