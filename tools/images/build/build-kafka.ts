import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { ImagesOptions } from '../command-line.ts';
import { type Engine, EngineError } from '../engine.ts';

export const KAFKA_IMAGE = 'chappe-check/kafka';

/** Where the launcher of the tests keeps Kafka's jars. */
const KAFKA_JARS = 'node_modules/.cache/chappe-kafka-[0-9]*[0-9]';
const BUILD_MS_MAX = 10 * 60_000;

/**
 * Builds a broker for the tests in containers.
 * @returns its name
 * @throws EngineError when there are no jars to make it of, or with the last lines of the build
 */
export async function buildKafka(engine: Engine, { base, network }: ImagesOptions): Promise<string> {
  const [jars] = globSync(KAFKA_JARS);
  if (jars === undefined) throw new EngineError('there are no jars of Kafka: npm run kafka fetches them');
  const words = [
    'build',
    '--tag',
    KAFKA_IMAGE,
    '--file',
    join(import.meta.dirname, '..', 'kafka.Dockerfile'),
    ...(base === undefined ? [] : ['--build-arg', `BASE=${base}`]),
    ...(network === undefined ? [] : ['--network', network]),
    jars,
  ];
  await engine.do(words, { msMax: BUILD_MS_MAX, env: { DOCKER_BUILDKIT: '1' } });
  return KAFKA_IMAGE;
}
