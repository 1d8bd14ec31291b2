import { hostname } from 'node:os';
import { join } from 'node:path';
import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from 'testcontainers';
import type { TestProject } from 'vitest/node';
import { KAFKA_IMAGE } from './build/build-kafka.ts';
import { APPS } from './command-line.ts';
import { sourceDigest } from './source-digest.ts';

/** What the tests in containers are started with. */
export interface OwnImages {
  /** Why there are no such tests: no engine, or no images of these sources. */
  readonly reason?: string;
  /** Tag of the images of these sources. */
  readonly tag: string;
  /** Image of a broker; absent: none was built. */
  readonly kafka?: string;
  /** Stands in the label `chappe.run` of all that this run makes: machine and process. */
  readonly run: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    ownImages: OwnImages;
  }
}

const LABEL = 'chappe.run';

/**
 * Before the tests in containers: looks for an engine and for images of these very sources, and removes what runs have
 * left that were killed.
 * @returns what removes all that the tests have left behind
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = `${hostname()} ${process.pid}`;
  const tag = sourceDigest(join(import.meta.dirname, '..', '..'));
  const client = await getContainerRuntimeClient().catch(() => undefined);
  if (!client) {
    project.provide('ownImages', { tag, run, reason: 'there is no container engine' });
    return () => Promise.resolve();
  }
  await removeLeft(client, (other) => other !== run && !isAlive(other));
  const kafka = (await client.image.exists(ImageName.fromString(KAFKA_IMAGE))) ? KAFKA_IMAGE : undefined;
  const reason = await missingImages(client, tag);
  project.provide('ownImages', { tag, run, ...(reason !== undefined && { reason }), ...(kafka && { kafka }) });
  return () => removeLeft(client, (other) => other === run);
}

async function missingImages({ image }: ContainerRuntimeClient, tag: string): Promise<string | undefined> {
  for (const app of APPS) {
    const name = `chappe/${app}:${tag}`;
    if (!(await image.exists(ImageName.fromString(name)))) return `there is no image ${name}: npm run images makes it`;
  }
  return undefined;
}

/** Testcontainers would do it with an image of its own, which must be pulled. */
async function removeLeft(client: ContainerRuntimeClient, isOver: (run: string) => boolean): Promise<void> {
  const { dockerode } = client.container;
  const filters = { label: [LABEL] };
  for (const { Id, Labels } of await dockerode.listContainers({ all: true, filters })) {
    if (isOver(Labels[LABEL] ?? '')) await dockerode.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id, Labels } of await dockerode.listNetworks({ filters })) {
    if (isOver(Labels?.[LABEL] ?? '')) await dockerode.getNetwork(Id).remove();
  }
}

/** Whether a run may still use what it has made; what other machines do on this engine cannot be seen. */
function isAlive(run: string): boolean {
  const [host, pid] = run.split(' ');
  if (host !== hostname()) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}
