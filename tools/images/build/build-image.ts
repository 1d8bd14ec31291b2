import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServiceManifest } from '@chappe/process';
import { runFromSources } from '../../dev/run-from-sources.ts';
import { ALL_IN_ONE, type ImagesOptions } from '../command-line.ts';
import type { Engine } from '../engine.ts';

/** Installing, compiling and packing on a slow machine. */
const BUILD_MS_MAX = 30 * 60_000;

export interface BuildInput {
  readonly app: string;
  readonly version: string;
  /** What it is made of, as `sourceDigest` says: a second tag, by which tests find the image of their sources. */
  readonly sources: string;
  /** Arguments that give npm its settings. */
  readonly secrets: readonly string[];
  readonly options: ImagesOptions;
}

/**
 * Builds the image of one app from the working tree and names it.
 * @returns its name
 * @throws EngineError with the last lines of the build
 */
export async function buildImage(engine: Engine, input: BuildInput): Promise<string> {
  const { app, version, options } = input;
  const name = `chappe/${app}:${version}`;
  const given = {
    APP: app,
    TITLE: await titleOf(app),
    BASE: options.base,
    BUILD_BASE: options.buildBase,
    VERSION: version,
    REVISION: revision(),
  };
  const words = [
    ...(await buildCommand(engine)),
    ...Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : ['--build-arg', `${key}=${value}`])),
    ...(options.network === undefined ? [] : ['--network', options.network]),
    ...input.secrets,
    '--tag',
    name,
    '--tag',
    `chappe/${app}:${input.sources}`,
    '--target',
    app === ALL_IN_ONE ? ALL_IN_ONE : 'service',
    '.',
  ];
  await engine.do(words, { msMax: BUILD_MS_MAX, env: { DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain' } });
  return name;
}

/** What its manifest says; all-in-one is no service and keeps what the Dockerfile says. */
async function titleOf(app: string): Promise<string | undefined> {
  if (app === ALL_IN_ONE) return undefined;
  runFromSources();
  const file = pathToFileURL(resolve('apps', app, 'src/manifest.ts')).href;
  const { manifest } = (await import(file)) as { readonly manifest: ServiceManifest };
  return `Chappe ${manifest.name}: ${manifest.title}`;
}

/** Builders outside of the engine give their image back only when told to. */
async function buildCommand(engine: Engine): Promise<readonly string[]> {
  const buildx = await engine.call(['buildx', 'version']);
  return buildx.exitCode === 0 ? ['buildx', 'build', '--load'] : ['build'];
}

/** The commit, with a mark when the working tree differs from it. */
function revision(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // A source archive has no history.
    return 'unknown';
  }
}
