import { type ConfigOf, defineSection } from '@chappe/config';
import Type from 'typebox';

const file = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** The broker that carries a copy of the log between processes. */
export const kafkaSection = defineSection({
  name: 'kafka',
  description:
    'Kafka, which carries a copy of the log from process to process. Without it, or while it is away, processes read ' +
    'the log from PostgreSQL, a fraction of a second later, and typing notices are not carried.',
  schema: Type.Object({
    brokers: Type.Array(Type.String({ minLength: 3, pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):[0-9]{1,5}$' }), {
      default: [],
      description: '`host:port` of some brokers; they name the others. Empty: no Kafka.',
    }),
    clientId: Type.String({
      minLength: 1,
      maxLength: 100,
      default: 'chappe',
      description: 'Name under which these processes appear in the logs and quotas of the brokers.',
    }),
    topicPrefix: Type.String({
      pattern: '^[A-Za-z0-9._-]{0,100}$',
      default: '',
      description: 'Stands before the name of every topic, so that several installations can use one cluster.',
    }),
    replicationFactor: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        description: 'On how many brokers a topic that is created is kept. Default: what the brokers are set to.',
      }),
    ),
    retentionHours: Type.Integer({
      minimum: 1,
      maximum: 87_600,
      default: 24,
      description: 'How long a topic that is created keeps its entries. PostgreSQL keeps them all.',
    }),
    tls: Type.Object({
      enabled: Type.Boolean({ default: false, description: 'Whether the connections are encrypted.' }),
      authorityFile: file(
        'PEM file with the authority that signed the certificates of the brokers. Default: public ones.',
      ),
      certificateFile: file('PEM file with the certificate that these processes show.'),
      keyFile: file('PEM file with the key of the certificate.'),
    }),
    sasl: Type.Object({
      mechanism: Type.Optional(
        Type.Union([Type.Literal('PLAIN'), Type.Literal('SCRAM-SHA-256'), Type.Literal('SCRAM-SHA-512')], {
          description: 'How these processes prove who they are. Absent: not by a password.',
        }),
      ),
      username: Type.Optional(Type.String({ minLength: 1, description: 'Their name.' })),
      password: Type.Optional(Type.String({ minLength: 1, description: 'Their password.' })),
    }),
  }),
  secrets: ['sasl.password'],
});

export type KafkaConfig = ConfigOf<typeof kafkaSection>;
