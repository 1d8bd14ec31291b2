import type { Names } from '../names.ts';

/** What a topic is made for. */
export interface TopicPlace {
  readonly topic: Names;
  /** Its owner, who writes it. */
  readonly service: Names;
  readonly key: 'room' | 'user';
  /** A log in the owner's schema; else nothing is stored. */
  readonly stored: boolean;
}

/** How the parts of a topic are called. */
export interface TopicParts {
  /** `forecastLog`, in `forecast-log.ts`. */
  readonly value: string;
  readonly file: string;
  /** `ForecastEntry`, in `log/v1/forecast_log.proto`. */
  readonly message: string;
  readonly proto: string;
}

export function partsOf({ topic, stored }: TopicPlace): TopicParts {
  const { camel, kebab, pascal, snake } = topic;
  return stored
    ? { value: `${camel}Log`, file: `${kebab}-log`, message: `${pascal}Entry`, proto: `log/v1/${snake}_log` }
    : { value: `${camel}Topic`, file: `${kebab}-topic`, message: pascal, proto: `transient/v1/${snake}` };
}

/** The definition of the topic and its message, by their paths. What the topic is for takes the place of `at_ms`. */
export function topicFiles(place: TopicPlace): Record<string, string> {
  const { file, proto } = partsOf(place);
  return {
    [`libs/contracts/src/topics/${file}.ts`]: place.stored ? log(place) : transient(place),
    [`libs/contracts/grpc/${proto}.proto`]: place.stored ? logMessage(place) : transientMessage(place),
  };
}

const nameOf = ({ topic: { kebab }, stored }: TopicPlace): string =>
  stored ? `${kebab}.events.v1` : `transient.${kebab}.v1`;

const wordsOf = ({ topic }: TopicPlace): string => topic.kebab.replaceAll('-', ' ');

function log(place: TopicPlace): string {
  const { value, message, proto } = partsOf(place);
  const { topic, service, key } = place;
  return `import { ${message} } from '../gen/${proto}.js';
import { defineTopic, entryKind } from './topic.js';

/** The ${wordsOf(place)} log, in the order of each ${key} partition. Written by ${service.kebab} alone. */
export const ${value} = defineTopic({
  name: '${nameOf(place)}',
  owner: '${service.kebab}',
  schema: '${service.snake}',
  key: '${key}',
  kinds: {
    ${topic.camel}: entryKind(1, ${message}),
  },
});
`;
}

function transient(place: TopicPlace): string {
  const { value, message, proto } = partsOf(place);
  const { service, key } = place;
  return `import { ${message} } from '../gen/${proto}.js';
import { defineTransientTopic } from './transient-topic.js';

/** What ${service.kebab} tells of ${wordsOf(place)}, in partitions by ${key}. */
export const ${value} = defineTransientTopic({
  name: '${nameOf(place)}',
  owner: '${service.kebab}',
  codec: ${message},
  keyOf: ({ ${key}Id }) => ${key}Id,
});
`;
}

const logMessage = (place: TopicPlace): string => `syntax = "proto3";

// Payloads of the ${wordsOf(place)} log (topic ${nameOf(place)}). The entry's kind says which message a payload
// holds; its key is the ${place.key} id.
package log.v1;

message ${partsOf(place).message} {
  // Milliseconds since the Unix epoch.
  int64 at_ms = 1;
}
`;

const transientMessage = (place: TopicPlace): string => `syntax = "proto3";

// Payload of the transient topic ${nameOf(place)}: not stored, may be lost; a later one replaces an earlier one.
package transient.v1;

message ${partsOf(place).message} {
  string ${place.key}_id = 1;
  // Milliseconds since the Unix epoch.
  int64 at_ms = 2;
}
`;
