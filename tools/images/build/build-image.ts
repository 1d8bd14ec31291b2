import { execFileSync } from 'node:child_process';
import type { App, ImagesOptions } from '../command-line.ts';
import type { Engine } from '../engine.ts';

/** Installing, compiling and packing on a slow machine. */
const BUILD_MS_MAX = 30 * 60_000;

export interface BuildInput {
  readonly app: App;
  readonly version: string;
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
    '--file',
    `apps/${app}/Dockerfile`,
    '.',
  ];
  await engine.do(words, { msMax: BUILD_MS_MAX, env: { DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain' } });
  return name;
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
