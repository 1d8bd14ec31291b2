import { ConfigError } from '@chappe/config';
import { PostgresUnavailableError, SchemaTooOldError, ViewUnreadableError } from '@chappe/postgres';
import { describe, expect, it } from 'vitest';
import { explainError } from './explain-error.js';

describe('explainError', () => {
  it.each([
    [new ConfigError('the setting\n  is wrong'), 'the setting is wrong'],
    [new SchemaTooOldError('room', undefined), /^the database has no schema "room" yet: .*$/],
    [
      new ViewUnreadableError('auth', 'published_devices'),
      /^"auth.published_devices" is missing, .*: run "migrate" .*$/,
    ],
    [
      new PostgresUnavailableError(
        false,
        new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]),
      ),
      'PostgreSQL is not available (refused ::1, refused 127.0.0.1)',
    ],
    [
      Object.assign(new Error('no such role'), { severity: 'FATAL', code: '28000' }),
      'PostgreSQL refuses: no such role',
    ],
    [
      Object.assign(new Error('listen EADDRINUSE: :::1'), { code: 'EADDRINUSE' }),
      'the port is taken: listen EADDRINUSE: :::1',
    ],
  ])('says in one line what the operator can mend: %s', (error, line) => {
    expect(explainError(error)).toMatch(line);
    expect(explainError(error)).not.toContain('\n');
  });

  it('shows where an unexpected error comes from', () => {
    expect(explainError(new TypeError('x is not a function'))).toContain('explain-error.spec.ts');
  });
});
