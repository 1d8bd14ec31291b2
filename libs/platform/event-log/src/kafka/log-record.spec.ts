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
  ])('gives the entry back (%s), with its generation', (_what, entry) => {
    for (const generation of [0, 1, 0xffffffff]) {
      const record = afterBroker(toLogRecord(entry, generation));
      expect(fromLogRecord(ENTRY.partition, record)).toEqual({ entry, generation });
    }
  });

  it('of the first generation is what it was before there were others', () => {
    expect(toLogRecord(ENTRY, 0).value.toString('hex')).toBe(`0100020000010000000000${ENTRY.payload.toString('hex')}`);
  });

  it.each(['', '01', '0300020000010000000000', '020002000001000000000000', '0100020000000000000000'])(
    'is not read from %s',
    (hex) => {
      expect(fromLogRecord(3, { key: Buffer.from('k'), value: Buffer.from(hex, 'hex') })).toBeUndefined();
    },
  );

  it('has no headers when the entry is not traced', () => {
    expect(toLogRecord(ENTRY, 0)).not.toHaveProperty('headers');
  });

  it('is read whatever somebody wrote into its headers', () => {
    const record = toLogRecord(ENTRY, 0);
    const long = Buffer.alloc(100_000, 'x');
    const odd: AnyRecord['headers'] = [
      [null, null],
      [Buffer.from('traceparent'), long],
      [Buffer.from('tracestate'), null],
    ];
    expect(fromLogRecord(ENTRY.partition, { ...record, headers: odd })?.entry).toEqual(ENTRY);
  });
});
