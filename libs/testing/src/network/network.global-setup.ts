import type { TestProject } from 'vitest/node';
import { kafkaForSuite } from '../kafka/find-kafka.js';
import { buildPrograms } from './build-programs.js';
import { ClusterProcess } from './cluster/cluster-process.js';
import { ROLES } from './cluster/roles.js';
import { removeLeftFolders, removeServerFolder } from './server-folder.js';
import { testForm } from './start-server.js';

/**
 * Before the system tests: they run the compiled programs, as users do. The clusters of a run share one Kafka.
 * @returns what ends it
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftFolders();
  const isCluster = testForm() === 'cluster';
  buildPrograms(isCluster ? ['all-in-one', ...ROLES] : ['all-in-one']);
  const template = isCluster ? await ClusterProcess.makeTemplate() : undefined;
  project.provide('clusterTemplate', template ?? '');
  const kafka = isCluster ? await (await kafkaForSuite())?.start() : undefined;
  if (isCluster) process.stdout.write(`Kafka of the clusters: ${kafka?.origin ?? 'none'}\n`);
  project.provide('kafkaBrokers', kafka?.brokers ?? []);
  return async () => {
    await kafka?.remove();
    if (template !== undefined) await removeServerFolder(template);
  };
}
