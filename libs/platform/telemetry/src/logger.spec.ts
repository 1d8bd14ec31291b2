import type { DestinationStream } from 'pino';
import { describe, expect, it } from 'vitest';
import { formatLogLine } from './format-log-line.js';
import { createLogger } from './logger.js';

function capture(logFormat: 'json' | 'text' | 'auto', isTTY = false) {
  const lines: string[] = [];
  const output: DestinationStream & { isTTY: boolean } = { isTTY, write: (line) => void lines.push(line) };
  return { lines, logger: createLogger({ logLevel: 'info', logFormat }, output) };
}

describe('createLogger', () => {
  it('writes one JSON object a line, with the names of levels and the causes of errors', () => {
    const { lines, logger } = capture('auto');
    logger.child({ part: 'room' }).error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
    logger.debug('not written');
    expect(lines).toHaveLength(1);
    const entry = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(entry).toMatchObject({ level: 'error', part: 'room', msg: 'failed' });
    expect(entry['err']).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
  });

  it('never writes tokens and passwords', () => {
    const { lines, logger } = capture('json');
    logger.info({ accessToken: 's3cret', body: { password: 's3cret' }, headers: { authorization: 's3cret' } }, 'login');
    expect(lines.join()).not.toContain('s3cret');
  });

  it('writes text for eyes on a terminal', () => {
    const { lines, logger } = capture('auto', true);
    logger.child({ part: 'http' }).info({ port: 8008 }, 'listening');
    // oxlint-disable-next-line no-control-regex -- colours
    expect((lines[0] ?? '').replaceAll(/\u001b\[\d+m/g, '')).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} info  http: listening port=8008\n$/,
    );
  });

  it('passes through what is not one of its lines', () => {
    expect(formatLogLine('plain text\n')).toBe('plain text\n');
  });
});
