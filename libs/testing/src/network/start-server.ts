import { ClusterProcess } from './cluster/cluster-process.js';
import type { ClusterOptions } from './cluster/cluster-options.js';
import { ServerProcess } from './server-process.js';
import type { TestForm, TestServer, TestServerOptions } from './test-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Brokers that all clusters of this run share; empty: they do without. */
    kafkaBrokers: string[];
    /** Database that new clusters copy; empty in the other form. */
    clusterTemplate: string;
  }
}

/** The form in which this run tests the platform, from CHAPPE_TEST_FORM. */
export function testForm(): TestForm {
  const form = process.env['CHAPPE_TEST_FORM'] ?? 'all-in-one';
  if (form !== 'all-in-one' && form !== 'cluster') {
    throw new Error(`CHAPPE_TEST_FORM is all-in-one or cluster, not "${form}"`);
  }
  return form;
}

/**
 * Starts a homeserver in the form of this run. Only in the `network` project.
 * @throws when it does not come up, with what it wrote
 */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  if (testForm() === 'all-in-one') return ServerProcess.start(options);
  return startCluster(options);
}

/** Starts a cluster on the Kafka that this run shares. Only in the cluster form of the `network` project. */
export async function startCluster(options: ClusterOptions = {}): Promise<ClusterProcess> {
  const { inject } = await import('vitest');
  const kafka = { brokers: inject('kafkaBrokers') };
  // A database keeps the name of the server that it was made for.
  const template = options.serverName === undefined ? inject('clusterTemplate') : undefined;
  return ClusterProcess.start({ kafka, template, ...options });
}
