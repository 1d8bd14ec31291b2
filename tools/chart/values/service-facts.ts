import type { ServiceManifest } from '@chappe/process';

/** What the templates of the chart know of a service. */
export interface ServiceFacts {
  /** Key of its block in the values. */
  readonly values: string;
  /** Other services call it. */
  readonly grpc: boolean;
  /** Clients call it. */
  readonly public: boolean;
  /** Keys under which the others find it in the section `grpc` of their configuration. */
  readonly calledAs: readonly string[];
  /** Names of the Kafka topics to which it publishes, and of those that it follows. */
  readonly publishes: readonly string[];
  readonly follows: readonly string[];
  /** It has the signing key. */
  readonly signs: boolean;
  /** It has schemas. */
  readonly migrates: boolean;
}

/** The facts of each service, by its name. */
export function serviceFacts(services: readonly ServiceManifest[]): Readonly<Record<string, ServiceFacts>> {
  // Every process follows the ends of sessions, which the user log tells.
  const ofAll = services.flatMap(({ relays }) => relays).filter(({ kinds }) => 'session' in kinds);
  return Object.fromEntries(services.map((service) => [service.name, factsOf(service, ofAll)]));
}

function factsOf(service: ServiceManifest, followedByAll: ServiceManifest['relays']): ServiceFacts {
  const { name, serves, listeners, migrationSets, signs } = service;
  const namesOf = (topics: readonly { readonly name: string }[]): string[] => topics.map((topic) => topic.name);
  const transient = service.writes.filter((topic) => !('schema' in topic));
  return {
    values: name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    grpc: serves.length > 0,
    public: listeners.includes('client'),
    calledAs: serves.map(({ setting }) => setting),
    publishes: namesOf([...service.relays, ...transient]).sort(),
    follows: [...new Set(namesOf([...followedByAll, ...service.reads, ...service.relays]))].sort(),
    signs,
    migrates: migrationSets.length > 0,
  };
}
