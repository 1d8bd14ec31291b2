import type { Engine } from '../engine.ts';

const MB = 1_000_000;

/**
 * Size and layers of an image, one line each, for people.
 * @throws EngineError when there is no such image
 */
export async function describeImage(engine: Engine, image: string): Promise<string> {
  const size = Number(await engine.do(['image', 'inspect', '--format', '{{.Size}}', image]));
  const history = await engine.do([
    'history',
    '--no-trunc',
    '--human=false',
    '--format',
    '{{.Size}}|{{.CreatedBy}}',
    image,
  ]);
  const layers = history
    .split('\n')
    .map((line) => ({ bytes: Number(line.split('|')[0]), made: line.slice(line.indexOf('|') + 1) }))
    .filter(({ bytes }) => bytes > 0)
    .reverse()
    .map(({ bytes, made }) => `  ${megabytes(bytes)}  ${words(made)}`);
  return [`${image}: ${megabytes(size).trim()} in ${layers.length} layers`, ...layers].join('\n');
}

function words(made: string): string {
  return made === '' ? 'base image' : made.replaceAll(/\s+/g, ' ').replace(' # buildkit', '').slice(0, 70);
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`.padStart(9);
}
