import { describe, expect, it } from 'vitest';
import type { EventId, RoomId } from '@chappe/events';
import { PartitionLease } from '../partitions/partition-lease.js';
import { commitValues } from './commit-values.js';
import { COMMIT_ALL, COMMIT_MESSAGES } from './commit.store.js';
import type { CurrentStateRow, EventRow, RoomWrite } from './room-write.js';

const ROOM = '!room:test.example' as RoomId;
const HASH = Buffer.alloc(32, 7).toString('base64url');
const JS_TYPES: Readonly<Record<string, string>> = {
  smallint: 'number',
  int: 'number',
  bigint: 'number',
  text: 'string',
  bytea: 'object',
};

const lease = new PartitionLease({ partition: 3, epoch: 5, position: 0 }, 0);

function eventRow(position: number, json: string): EventRow {
  const ids = { roomId: ROOM, eventId: `$${position}` as EventId, position, depth: position };
  const pdu = { type: 'm.room.name', sender: '@alice:test.example', stateKey: '', originServerTs: 9, json };
  const state = { stateBefore: HASH, stateAfter: HASH, replacedEventId: '$r', redacts: '$x' };
  return { ...ids, ...pdu, ...state, txnId: 'txn', txnDeviceId: 'DEVICE' };
}

/** Something in every column. */
function fullWrite(position: number, json = '{}'): RoomWrite {
  const eventId = `$${position}` as EventId;
  const slot = { type: 'm.room.name', stateKey: '' };
  const receipt = { userId: '@bob:test.example', receiptType: 'm.read', threadId: '', timestampMs: 9 };
  return {
    lease,
    entries: [{ partition: 3, position, kind: 1, key: ROOM, payload: Buffer.from(`entry ${position}`) }],
    events: [eventRow(position, json)],
    head: { roomId: ROOM, version: '12', depth: position, stateRoot: HASH, extremities: [eventId, '$other'] },
    nodes: [{ roomId: ROOM, hash: HASH, node: Buffer.from('node') }],
    state: [{ roomId: ROOM, ...slot, eventId, position, membership: 'join' }],
    receipts: [{ roomId: ROOM, ...receipt, eventId, position }],
    redactions: [{ eventId: '$redacted', redactedBy: eventId, json: '{"redacted":true}' }],
    erasures: [{ roomId: ROOM, userId: '@bob:test.example', erasedAt: 9 }],
  };
}

function stateRow(type: string, stateKey: string): CurrentStateRow {
  return { roomId: ROOM, type, stateKey, eventId: '$1' as EventId, position: 1, membership: undefined };
}

/** The arrays of one part of the statement for all commits, by the name that the statement gives them. */
function arraysOf(part: string, writes: readonly RoomWrite[]): Record<string, unknown[]> {
  const { text, parts } = COMMIT_ALL;
  const values = commitValues(parts, writes);
  const sql = text.slice(text.indexOf(`${part} AS (`));
  const [, types, names] = /unnest\(([^)]*)\)\s+AS r\(([^)]*)\)/.exec(sql) as unknown as [string, string, string];
  const numbers = [...types.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  return Object.fromEntries(names.split(/,\s+/).map((name, at) => [name, values[numbers[at]! - 1] as unknown[]]));
}

describe.each([COMMIT_MESSAGES, COMMIT_ALL])('$name', ({ name, text, parts }) => {
  it('is the statement that the reference shows', async () => {
    await expect(`${text}\n`).toMatchFileSnapshot(`../../../../../docs/reference/statements/${name}.sql`);
  });

  it('takes an array of the type that it says, one element a row, for every number', () => {
    const values = commitValues(parts, [fullWrite(1)]);
    const numbered = [...text.matchAll(/\$(\d+)::(\w+)\[\]/g)].map(([, number, type]) => ({ number, type: type! }));
    expect(numbered.map(({ number }) => Number(number))).toEqual(values.slice(1).map((_, at) => at + 2));
    const types = values.slice(1).map((array) => (array as unknown[]).map((value) => typeof value));
    expect(types).toEqual(numbered.map(({ type }) => [JS_TYPES[type]]));
  });
});

it('a row takes its slice of the payloads, in bytes', () => {
  const writes = [fullWrite(1, '{"é":1}'), fullWrite(2, '{}')];
  const payloads = commitValues(COMMIT_ALL.parts, writes)[0] as Buffer;
  const { json_at: at, json_length: length } = arraysOf('events', writes) as Record<string, number[]>;
  const slices = at!.map((start, row) => payloads.subarray(start - 1, start - 1 + length![row]!).toString());
  expect(slices).toEqual(['{"é":1}', '{}']);
});

it('hashes become bytes, extremities lines, and what a row does not have NULL', () => {
  const writes = [{ ...fullWrite(1), events: [{ ...eventRow(1, '{}'), stateAfter: undefined, stateKey: undefined }] }];
  const { state_before, state_after, state_key } = arraysOf('events', writes);
  expect({ state_before, state_after, state_key }).toEqual({
    state_before: [Buffer.alloc(32, 7)],
    state_after: [undefined],
    state_key: [undefined],
  });
  expect(arraysOf('heads', writes)).toMatchObject({ extremities: ['$1\n$other'] });
});

it('every event and log entry is written, and of rows with the same key the last one', () => {
  const writes = [fullWrite(1), fullWrite(2)];
  expect(arraysOf('fence', writes)).toEqual({ partition: [3], epoch: [5], first: [1], last: [2] });
  expect(arraysOf('log', writes)).toMatchObject({ partition: [3, 3], position: [1, 2] });
  expect(arraysOf('events', writes)).toMatchObject({ partition: [3, 3], event_id: ['$1', '$2'] });
  expect(arraysOf('heads', writes)).toMatchObject({ partition: [3], depth: [2] });
  expect(arraysOf('nodes', writes)).toMatchObject({ partition: [3], hash: [Buffer.alloc(32, 7)] });
  expect(arraysOf('state', writes)).toMatchObject({ partition: [3], event_id: ['$2'] });
  expect(arraysOf('receipts', writes)).toMatchObject({ partition: [3], event_id: ['$2'] });
  expect(arraysOf('redactions', writes)).toMatchObject({ partition: [3], redacted_by: ['$2'] });
});

it('keys that differ only in where one text ends are different', () => {
  const state = [stateRow('a', '1 b '), stateRow('a 1', 'b '), stateRow('a', '4 1 b'), stateRow('a 4', '1 b')];
  expect(arraysOf('state', [{ ...fullWrite(1), state }])['partition']).toHaveLength(4);
});

it('a position that was taken but not written stops the commit', () => {
  expect(() => commitValues(COMMIT_ALL.parts, [fullWrite(1), fullWrite(3)])).toThrow('position 2 was taken');
});

it('a row that lacks a column or has a wrong type does not compile', () => {
  const row = eventRow(1, '{}');
  const { depth: _depth, ...withoutDepth } = row;
  // @ts-expect-error depth is missing
  const lacking: EventRow = withoutDepth;
  // @ts-expect-error depth is a number
  const wrong: EventRow = { ...row, depth: '1' };
  // @ts-expect-error a room ID is not an event ID
  const confused: EventRow = { ...row, eventId: row.roomId };
  expect([lacking, wrong, confused]).toHaveLength(3);
});
