/** A JSON schema, as far as it is built here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** A section of the configuration, as @chappe/config declares it. */
export interface SectionSchema {
  readonly name: string;
  readonly schema: object;
  readonly secrets: readonly string[];
  readonly description: string;
}

/**
 * Settings that the chart fills in from the platform's own values. In a service's `config` they are refused: two places
 * for one thing would contradict each other.
 */
const FILLED_IN: ReadonlySet<string> = new Set([
  'server.name',
  'server.partitionCount',
  'server.publicBaseUrl',
  'server.signingKeyFile',
  'http.port',
  'http.drainDelayMs',
  'http.trustedProxies',
  'postgres.host',
  'postgres.port',
  'postgres.user',
  'postgres.database',
  'postgres.migration',
  'kafka.brokers',
  'kafka.topicPrefix',
  'kafka.replicationFactor',
  'kafka.retentionHours',
  'kafka.tls',
  'kafka.sasl',
  'grpc.port',
  'grpc.advertisedAddress',
  'grpc.tls',
  'grpc.allowPlaintext',
]);

/** What may stand under `config` in a service's block: what its process reads, less what the chart fills in. */
export function configSchema(sections: readonly SectionSchema[]): JsonSchema {
  const properties = [...sections]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((section) => [section.name, sectionSchema(section)] as const)
    .filter(([, schema]) => Object.keys(schema['properties'] as object).length > 0);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function sectionSchema({ name, schema, secrets, description }: SectionSchema): JsonSchema {
  const isRefused = (path: string): boolean =>
    FILLED_IN.has(path) || secrets.includes(path.slice(name.length + 1)) || path === name;
  // Without what only the program needs: symbols, functions.
  const plain = JSON.parse(JSON.stringify(schema)) as JsonSchema;
  return { description, ...closed(plain, name, isRefused) };
}

/** Where the processes of a service are: the chart knows. */
function isAddressList(path: string, { type }: JsonSchema): boolean {
  return path === 'grpc' && type === 'array';
}

/** The schema with no other members than the named ones; none of them is required, for each has a default. */
function closed(schema: JsonSchema, path: string, isRefused: (path: string) => boolean): JsonSchema {
  const { required: _, properties, ...rest } = schema;
  if (typeof properties !== 'object' || properties === null) return rest;
  const members = Object.entries(properties as Readonly<Record<string, JsonSchema>>)
    .filter(([key, member]) => !isRefused(`${path}.${key}`) && !isAddressList(path, member))
    .map(([key, member]) => [key, closed(member, `${path}.${key}`, isRefused)]);
  return { ...rest, additionalProperties: false, properties: Object.fromEntries(members) as JsonSchema };
}
