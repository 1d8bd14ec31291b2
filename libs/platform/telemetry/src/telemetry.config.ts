import { type ConfigOf, defineSection } from '@chappe/config';
import Type from 'typebox';

/** What the process writes about itself. */
export const telemetrySection = defineSection({
  name: 'telemetry',
  description: 'Log and metrics of the process.',
  schema: Type.Object({
    logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      description: 'Least important level that is written: fatal, error, warn, info, debug, trace or silent.',
      default: 'info',
    }),
    logFormat: Type.Union([Type.Literal('auto'), Type.Literal('json'), Type.Literal('text')], {
      description: 'json: one object a line; text: for eyes; auto: text on a terminal, json elsewhere.',
      default: 'auto',
    }),
  }),
});

export type TelemetryConfig = ConfigOf<typeof telemetrySection>;
