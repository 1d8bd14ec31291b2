import { JsonNumber } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import type { Pdu } from '../content/pdu.js';
import { clientEventJson, clientEventPrefix, federationEventPrefix, strippedStateJson } from './client-event.js';

const message: Pdu = {
  type: 'm.room.message',
  room_id: '!r:domain',
  sender: '@u:domain',
  content: { body: 'x "y"', n: 1 },
  origin_server_ts: 5,
  depth: 2,
  prev_events: ['$a'],
  auth_events: ['$b'],
  hashes: { sha256: 'h' },
  signatures: { domain: { 'ed25519:1': 's' } },
  unsigned: { age_ts: 1 },
};
const common = { sender: '@u:domain', event_id: '$e', origin_server_ts: 5 };

describe('events in client format', () => {
  it('have no federation members, and neither unsigned nor room_id unless given', () => {
    expect(JSON.parse(clientEventJson(message, '$e'))).toEqual({
      ...common,
      type: 'm.room.message',
      content: { body: 'x "y"', n: 1 },
    });
  });

  it('have numbers as they were written in room versions 1 to 5', () => {
    const content = { body: 1, big: new JsonNumber('9007199254740993'), list: [new JsonNumber('1.50')] };
    const event = { ...message, content, origin_server_ts: new JsonNumber('9007199254740993') };
    expect(clientEventJson(event, '$e')).toContain('"content":{"body":1,"big":9007199254740993,"list":[1.50]}');
    expect(clientEventJson(event, '$e')).toContain('"origin_server_ts":9007199254740993');
  });

  it('have state_key if and only if they are state events', () => {
    const state = { ...message, state_key: '' };
    expect(JSON.parse(clientEventJson(state, '$e'))).toHaveProperty('state_key', '');
    expect(JSON.parse(clientEventJson(message, '$e'))).not.toHaveProperty('state_key');
  });

  it('have room_id and unsigned when given', () => {
    const event = JSON.parse(clientEventJson(message, '$e', { roomId: '!r:domain', unsigned: { age: 3 } }));
    expect(event).toMatchObject({ room_id: '!r:domain', unsigned: { age: 3 } });
  });

  it('can have unsigned appended to their prefix', () => {
    const text = `${clientEventPrefix(message, '$e', '!r:domain')},"unsigned":{"age":1}}`;
    expect(JSON.parse(text)).toMatchObject({ ...common, room_id: '!r:domain', unsigned: { age: 1 } });
  });

  it('have redacts at the top level and in content, wherever the room version has it', () => {
    const redaction = { ...message, type: 'm.room.redaction' };
    const older = { ...redaction, content: { reason: 'x' }, redacts: '$t' };
    const newer = { ...redaction, content: { reason: 'x', redacts: '$t' } };
    const expected = { redacts: '$t', content: { reason: 'x', redacts: '$t' } };
    expect(JSON.parse(clientEventJson(older, '$e'))).toMatchObject(expected);
    expect(JSON.parse(clientEventJson(newer, '$e'))).toMatchObject(expected);
    expect(older.content).toEqual({ reason: 'x' });
  });

  it('have no redacts when a redaction names one target at the top level and another in content', () => {
    const twofold = { ...message, type: 'm.room.redaction', content: { reason: 'x', redacts: '$a' }, redacts: '$b' };
    const event = JSON.parse(clientEventJson(twofold, '$e'));
    expect(event).not.toHaveProperty('redacts');
    expect(event).toHaveProperty('content', { reason: 'x' });
  });

  it('have redacts only when they are redactions that name a target', () => {
    expect(JSON.parse(clientEventJson({ ...message, redacts: '$t' }, '$e'))).not.toHaveProperty('redacts');
    const redacted = { ...message, type: 'm.room.redaction', content: {} };
    expect(JSON.parse(clientEventJson(redacted, '$e'))).not.toHaveProperty('redacts');
  });
});

describe('events in federation format', () => {
  it('have every member that servers exchange, exact numbers, and their ID', () => {
    const content = { big: new JsonNumber('9007199254740993') };
    const text = `${federationEventPrefix({ ...message, content }, '$e')},"unsigned":{"age":1}}`;
    const { unsigned: _, ...exchanged } = message;
    expect(JSON.parse(text)).toEqual({
      ...exchanged,
      content: { big: 9007199254740992 },
      event_id: '$e',
      unsigned: { age: 1 },
    });
    expect(text).toContain('"big":9007199254740993');
  });
});

describe('stripped state', () => {
  it('has only sender, type, state_key, content and the time', () => {
    const name = { ...message, type: 'm.room.name', state_key: '', content: { name: 'Tea' } };
    expect(JSON.parse(strippedStateJson(name))).toEqual({
      type: 'm.room.name',
      state_key: '',
      sender: '@u:domain',
      content: { name: 'Tea' },
      origin_server_ts: 5,
    });
  });
});
