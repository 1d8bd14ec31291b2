import { at, type Manifest } from '../objects/manifest.ts';
import type { ServiceFacts } from '../values/service-facts.ts';
import type { ChartRule } from './pod-rules.ts';

type Operations = Readonly<Record<string, readonly string[]>>;

/** What the manifest of a service needs of Kafka: topic → operations. */
function needed({ publishes, follows }: ServiceFacts): Operations {
  const operations: Record<string, string[]> = {};
  for (const topic of follows) operations[topic] = ['Describe', 'Read'];
  for (const topic of publishes) operations[topic] = [...(operations[topic] ?? ['Describe']), 'Write'];
  return operations;
}

/** What a KafkaUser may do. */
function granted(user: Manifest): Operations {
  const operations: Record<string, string[]> = {};
  for (const rule of (at(user, 'spec', 'authorization', 'acls') ?? []) as readonly unknown[]) {
    const resource = [at(rule, 'resource', 'type'), at(rule, 'resource', 'patternType'), at(rule, 'resource', 'name')];
    const topic = resource[0] === 'topic' && resource[1] === 'literal' ? String(resource[2]) : resource.join(' ');
    const more = at(rule, 'operations') as readonly string[];
    operations[topic] = [...new Set([...(operations[topic] ?? []), ...more])].sort();
  }
  return operations;
}

const sorted = (operations: Operations): string =>
  JSON.stringify(
    Object.keys(operations)
      .sort()
      .map((topic) => [topic, operations[topic]]),
  );

/** Rules for who may do what in Kafka. */
export function kafkaRules(facts: Readonly<Record<string, ServiceFacts>>): readonly ChartRule[] {
  return [
    {
      title: 'Kafka lets every service do what its manifest says, and nobody anything else',
      run: (manifests) => {
        const clusters = manifests.filter(({ kind }) => kind === 'Kafka');
        return clusters.flatMap((cluster) => {
          const users = manifests.filter(({ kind }) => kind === 'KafkaUser');
          const isClosed = at(cluster, 'spec', 'kafka', 'authorization', 'type') === 'simple';
          const wanted = Object.entries(facts).map(
            ([name, each]) => [`${cluster.metadata.name}-${name}`, each] as const,
          );
          const missing = wanted.filter(([name]) => !users.some(({ metadata }) => metadata.name === name));
          const wrong = users.filter(({ metadata, ...user }) => {
            const service = wanted.find(([name]) => name === metadata.name)?.[1];
            return !service || sorted(granted({ metadata, ...user })) !== sorted(needed(service));
          });
          return [
            ...(isClosed ? [] : [`${cluster.metadata.name}: anybody may do anything`]),
            ...missing.map(([name]) => `no KafkaUser ${name}`),
            ...wrong.map((user) => `${user.metadata.name}: ${sorted(granted(user))}`),
          ];
        });
      },
    },
  ];
}
