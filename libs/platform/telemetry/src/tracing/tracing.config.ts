import { type ConfigOf, defineSection } from '@chappe/config';
import Type from 'typebox';

/** Whether and where a process sends its spans. */
export const tracingSection = defineSection({
  name: 'tracing',
  description: 'Traces of requests through all processes (OpenTelemetry). Without `endpoint` there are none.',
  schema: Type.Object({
    endpoint: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description:
          'Where spans are sent, by OTLP over HTTP (JSON): `http://collector:4318/v1/traces`. Absent: nothing is ' +
          'traced. Spans name users, rooms and events.',
      }),
    ),
    sampleRatio: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.01,
      description: 'Part of the requests that are traced, 0 to 1; decided where a request comes in, for all processes.',
    }),
    acceptIncoming: Type.Boolean({
      default: false,
      description:
        'Whether the headers `traceparent` and `tracestate` of requests are followed: trace ID and whether it is ' +
        'sampled. Only behind a proxy that sets or removes them: any client could have everything traced otherwise.',
    }),
  }),
});

export type TracingConfig = ConfigOf<typeof tracingSection>;
