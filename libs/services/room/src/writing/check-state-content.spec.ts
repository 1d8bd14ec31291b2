import type { JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { checkStateContent } from './check-state-content.js';

const ROOM = '!room:test.example';
const check = (type: string, content: JsonObject, stateKey = ''): void =>
  checkStateContent({ roomId: ROOM, type, stateKey, content });

describe('the content of state that a client wants', () => {
  it('refuses a redaction, which is no state event', () => {
    expect(() => check('m.room.redaction', { redacts: '$target' }, 'x')).toThrow('no state event');
  });

  it.each<[string, JsonObject]>([
    ['m.room.power_levels', { ban: '50' }],
    ['m.room.power_levels', { ban: null }],
    ['m.room.power_levels', { users: { '@alice:a.example': 50.5 } }],
    ['m.room.power_levels', { events: [] }],
    ['m.room.power_levels', { notifications: { room: '50' } }],
    ['m.room.join_rules', { join_rule: 7 }],
    ['m.room.join_rules', { join_rule: null }],
    ['m.room.join_rules', { join_rule: 'restricted', allow: {} }],
    ['m.room.join_rules', { join_rule: 'restricted', allow: ['!room:test.example'] }],
    ['m.room.history_visibility', { history_visibility: ['shared'] }],
    ['m.room.history_visibility', { history_visibility: 'secret' }],
    ['m.room.guest_access', { guest_access: true }],
    ['m.room.server_acl', { allow: '*' }],
    ['m.room.server_acl', { deny: [7] }],
    ['m.room.server_acl', { allow_ip_literals: 'no' }],
    ['m.room.encryption', { algorithm: {} }],
    ['m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: '100' }],
    ['m.room.tombstone', { body: '', replacement_room: 7 }],
    ['m.room.pinned_events', { pinned: '$event' }],
    ['m.room.pinned_events', { pinned: [{}] }],
    ['m.room.member', { membership: 'gone' }],
    ['m.room.member', {}],
  ])('refuses %s with %j as malformed', (type, content) => {
    const stateKey = type === 'm.room.member' ? '@alice:a.example' : '';
    expect(() => check(type, content, stateKey)).toThrow(expect.objectContaining({ errcode: 'M_BAD_JSON' }));
  });

  it.each<[string, JsonObject, string]>([
    ['m.room.tombstone', { body: '', replacement_room: ROOM }, ''],
    ['m.room.tombstone', { body: '', replacement_room: 'elsewhere' }, ''],
    ['m.room.member', { membership: 'invite' }, 'alice'],
  ])('refuses %s with %j at "%s" as a wrong identifier', (type, content, stateKey) => {
    expect(() => check(type, content, stateKey)).toThrow(expect.objectContaining({ errcode: 'M_INVALID_PARAM' }));
  });

  it.each<[string, JsonObject]>([
    ['m.room.topic', { topic: 5 }],
    ['m.room.join_rules', { join_rule: 'org.example.rule' }],
    ['m.room.join_rules', {}],
    ['m.room.history_visibility', {}],
    ['m.room.tombstone', {}],
    ['m.room.tombstone', { body: '', replacement_room: '!other:test.example' }],
    ['m.room.pinned_events', { pinned: [] }],
    ['__proto__', { join_rule: 7 }],
  ])('takes %s with %j', (type, content) => {
    expect(() => check(type, content)).not.toThrow();
  });
});
