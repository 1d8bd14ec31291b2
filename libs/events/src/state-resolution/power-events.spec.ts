import type { JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';

import type { Pdu } from '../content/pdu.js';
import { isPowerEvent } from './power-events.js';

const ALICE = '@alice:a.example';
const BOB = '@bob:b.example';

function stateEvent(type: string, stateKey: string, content: JsonObject = {}): Pdu {
  return { type, sender: ALICE, state_key: stateKey, content } as unknown as Pdu;
}

describe('isPowerEvent', () => {
  it.each([
    ['power levels', stateEvent('m.room.power_levels', '')],
    ['join rules', stateEvent('m.room.join_rules', '')],
    ['a kick', stateEvent('m.room.member', BOB, { membership: 'leave' })],
    ['a ban', stateEvent('m.room.member', BOB, { membership: 'ban' })],
  ])('is true for %s', (_, pdu) => expect(isPowerEvent(pdu)).toBe(true));

  it.each([
    ['a leave', stateEvent('m.room.member', ALICE, { membership: 'leave' })],
    ['a ban of oneself', stateEvent('m.room.member', ALICE, { membership: 'ban' })],
    ['an invite', stateEvent('m.room.member', BOB, { membership: 'invite' })],
    ['a join', stateEvent('m.room.member', ALICE, { membership: 'join' })],
    ['an unknown membership', stateEvent('m.room.member', BOB, { membership: 'gone' })],
    ['no membership', stateEvent('m.room.member', BOB)],
    ['power levels with a state key', stateEvent('m.room.power_levels', 'x')],
    ['join rules with a state key', stateEvent('m.room.join_rules', 'x')],
    ['the create event', stateEvent('m.room.create', '')],
    ['a topic about someone else', stateEvent('m.room.topic', BOB, { membership: 'ban' })],
  ])('is false for %s', (_, pdu) => expect(isPowerEvent(pdu)).toBe(false));
});
