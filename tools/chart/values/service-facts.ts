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
  /** It has the signing key. */
  readonly signs: boolean;
  /** It has schemas. */
  readonly migrates: boolean;
}

/** The facts of each service, by its name. */
export function serviceFacts(services: readonly ServiceManifest[]): Readonly<Record<string, ServiceFacts>> {
  return Object.fromEntries(services.map((service) => [service.name, factsOf(service)]));
}

function factsOf({ name, serves, listeners, migrationSets, signs }: ServiceManifest): ServiceFacts {
  return {
    values: name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    grpc: serves.length > 0,
    public: listeners.includes('client'),
    calledAs: serves.map(({ setting }) => setting),
    signs,
    migrates: migrationSets.length > 0,
  };
}
