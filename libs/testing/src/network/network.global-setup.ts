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
  if (testForm() === 'cluster') return setUpCluster(project);
  buildPrograms(['all-in-one']);
  project.provide('clusterTemplate', '');
  project.provide('kafkaBrokers', []);
  return () => Promise.resolve();
}

async function setUpCluster(project: TestProject): Promise<() => Promise<void>> {
  buildPrograms(['all-in-one', ...ROLES]);
  const template = await ClusterProcess.makeTemplate();
  project.provide('clusterTemplate', template);
  const kafka = await (await kafkaForSuite())?.start();
  process.stdout.write(`Kafka of the clusters: ${kafka?.origin ?? 'none'}\n`);
  project.provide('kafkaBrokers', kafka?.brokers ?? []);
  return async () => {
    await kafka?.remove();
    await removeServerFolder(template);
  };
}
