import { type DestinationStream, levels, type Logger, pino, stdSerializers } from 'pino';
import type { TelemetryConfig } from './telemetry.config.js';
import { formatLogLine } from './format-log-line.js';
import { awayIn } from './outages/away-error.js';

export type { Logger } from 'pino';

/** Injection token of the process' {@link Logger}; take a `child` with `{ part: 'room' }`. */
export const LOGGER = 'chappe:logger';

/** Members that carry secrets, wherever a log line takes an object with them along. */
const REDACTED = ['accessToken', 'access_token', 'password', 'refresh_token', 'authorization', 'token'];

const DEBUG = levels.values['debug'] ?? 0;

/**
 * A logger that writes each line at once, so that nothing is lost when the process dies.
 * @param config level and format
 * @param output where lines go; default standard output
 */
export function createLogger(config: TelemetryConfig, output: DestinationStream = process.stdout): Logger {
  const asText = config.logFormat === 'text' || (config.logFormat === 'auto' && isTerminal(output));
  return pino(
    {
      level: config.logLevel,
      base: undefined,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, write, level) {
          if (level > DEBUG && comesOfOutage(args)) this.debug(...args);
          else write.apply(this, args);
        },
      },
      serializers: { error: stdSerializers.errWithCause, err: stdSerializers.errWithCause },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    asText ? { write: (line) => output.write(formatLogLine(line)) } : output,
  );
}

/** What fails in an outage is written at level debug only: the outage has a line of its own. */
function comesOfOutage([fields]: readonly unknown[]): boolean {
  if (typeof fields !== 'object' || fields === null) return false;
  const { err, error } = fields as { readonly err?: unknown; readonly error?: unknown };
  return awayIn(err ?? error) !== undefined;
}

function isTerminal(output: DestinationStream): boolean {
  return 'isTTY' in output && output.isTTY === true;
}
