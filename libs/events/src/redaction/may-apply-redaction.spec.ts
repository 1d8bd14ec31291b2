import type { JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../build-event/event-hashes.js';
import type { Pdu } from '../content/pdu.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { mayApplyRedaction } from './may-apply-redaction.js';

const VERSIONS = ROOM_VERSIONS.map(({ version }) => version);
const EVENT_IDS = ['1', '2'];
const SENDERS = VERSIONS.filter((version) => !EVENT_IDS.includes(version));

function event(type: string, change: Partial<Pdu> = {}): Pdu {
  const graph = { prev_events: [], auth_events: [], hashes: { sha256: '' }, signatures: {} };
  const sender = { sender: '@u:domain', room_id: '!r:domain', content: {} };
  return { ...graph, ...sender, type, origin_server_ts: 1, depth: 1, ...change };
}

interface Attempt {
  /** Members of the redaction that differ. */
  readonly change?: Partial<Pdu>;
  readonly levels?: JsonObject;
}

/** Whether `sender` may redact what `@author:theirs` sent, in a room with these power levels. */
function applies(version: string, sender: string, { change = {}, levels = {} }: Attempt = {}): boolean {
  const state = new Map([
    ['m.room.create', event('m.room.create', { sender: '@creator:domain', content: { creator: '@creator:domain' } })],
    ['m.room.power_levels', event('m.room.power_levels', { content: levels })],
  ]);
  const redaction = event('m.room.redaction', {
    sender,
    event_id: `$r${sender.slice(sender.indexOf(':'))}`,
    ...change,
  });
  const target = event('m.room.message', { sender: '@author:theirs', event_id: '$t:theirs' });
  return mayApplyRedaction({ redaction, target }, (type) => state.get(type), roomVersionRules(version)!);
}

describe.each(VERSIONS)('handling redactions in version %s', (version) => {
  it('applies them when the sender has the redact level', () => {
    expect(applies(version, '@m:domain', { levels: { users: { '@m:domain': 50 } } })).toBe(true);
    expect(applies(version, '@m:domain', { levels: { users: { '@m:domain': 49 } } })).toBe(false);
    expect(applies(version, '@m:domain', { levels: { users: { '@m:domain': 49 }, redact: 49 } })).toBe(true);
    expect(applies(version, '@m:domain', { levels: { users: { '@m:domain': 50 }, redact: 51 } })).toBe(false);
  });

  it('applies those from the server of the target', () => {
    expect(applies(version, '@author:theirs')).toBe(true);
    expect(applies(version, '@other:theirs')).toBe(true);
    expect(applies(version, '@other:theirs:8448')).toBe(false);
    expect(applies(version, '@author:domain')).toBe(false);
  });

  it('applies none to an event of another room, and nothing else than redactions', () => {
    expect(applies(version, '@author:theirs', { change: { room_id: '!other:domain' } })).toBe(false);
    expect(applies(version, '@author:theirs', { change: { type: 'm.room.message' } })).toBe(false);
  });
});

describe('the server of the target', () => {
  it.each(EVENT_IDS)('is that of its event ID in version %s', (version) => {
    expect(applies(version, '@u:domain', { change: { event_id: '$r:theirs' } })).toBe(true);
    expect(applies(version, '@u:theirs', { change: { event_id: '$r:domain' } })).toBe(false);
  });

  it.each(SENDERS)('is that of its sender in version %s', (version) => {
    expect(applies(version, '@u:domain', { change: { event_id: '$r:theirs' } })).toBe(false);
    expect(applies(version, '@u:theirs', { change: { event_id: '$r:domain' } })).toBe(true);
  });
});

describe('a redaction of the create event in version 12', () => {
  it('is one in the room that the event makes', () => {
    const rules = roomVersionRules('12')!;
    const { room_id: _none, ...target } = event('m.room.create', { sender: '@creator:domain', state_key: '' });
    const redaction = event('m.room.redaction', { room_id: `!${eventIdOf(target, rules).slice(1)}` });
    const state = (type: string) => (type === 'm.room.create' ? target : undefined);
    expect(mayApplyRedaction({ redaction, target }, state, rules)).toBe(true);
    expect(mayApplyRedaction({ redaction: { ...redaction, room_id: '!r:domain' }, target }, state, rules)).toBe(false);
  });
});
