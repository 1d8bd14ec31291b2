import { describe, expect, it } from 'vitest';
import { type AnyRecord, fromLogRecord, toLogRecord } from './log-record.js';

const ENTRY = { partition: 3, position: 2 ** 40, kind: 2, key: '!room:test', payload: Buffer.from('payload') };
const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'congo=t61' };

/** As the broker gives it back. */
function afterBroker({ key, value, headers }: ReturnType<typeof toLogRecord>): AnyRecord {
  return { key, value, headers: [...(headers ?? [])] };
}

describe('the record of a log entry', () => {
  it.each([
    ['that is not traced', ENTRY],
    ['with its trace', { ...ENTRY, trace: TRACE }],
    ['with a trace without state', { ...ENTRY, trace: { ...TRACE, tracestate: '' } }],
  ])('gives the entry back (%s)', (_what, entry) => {
    expect(fromLogRecord(ENTRY.partition, afterBroker(toLogRecord(entry)))).toEqual(entry);
  });

  it('has no headers when the entry is not traced', () => {
    expect(toLogRecord(ENTRY)).not.toHaveProperty('headers');
  });

  it('is read whatever somebody wrote into its headers', () => {
    const record = toLogRecord(ENTRY);
    const long = Buffer.alloc(100_000, 'x');
    const odd: AnyRecord['headers'] = [
      [null, null],
      [Buffer.from('traceparent'), long],
      [Buffer.from('tracestate'), null],
    ];
    expect(fromLogRecord(ENTRY.partition, { ...record, headers: odd })).toEqual(ENTRY);
  });
});
