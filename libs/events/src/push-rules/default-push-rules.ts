import type { JsonObject } from '@chappe/crypto';
import type { UserId } from '../identifiers/user-id.js';
import type { PushAction, PushRule, PushRuleset } from './push-ruleset.js';

/** ID of the rule that turns all notifications off; it stands above the rules of the user. */
export const MASTER_RULE_ID = '.m.rule.master';

const SOUND: JsonObject = { set_tweak: 'sound', value: 'default' };
const RING: JsonObject = { set_tweak: 'sound', value: 'ring' };
const HIGHLIGHT: JsonObject = { set_tweak: 'highlight' };

/** The ruleset of a new user (client-server-api#predefined-rules), in the order of the specification. */
export function defaultPushRules(userId: UserId): PushRuleset {
  return { override: overrideRules(userId), content: [], room: [], sender: [], underride: underrideRules() };
}

function overrideRules(userId: UserId): PushRule[] {
  return [
    { ...rule(MASTER_RULE_ID, [], []), enabled: false },
    rule('.m.rule.suppress_notices', [matches('content.msgtype', 'm.notice')], []),
    rule(
      '.m.rule.invite_for_me',
      [matches('type', 'm.room.member'), matches('content.membership', 'invite'), matches('state_key', userId)],
      ['notify', SOUND],
    ),
    rule('.m.rule.member_event', [matches('type', 'm.room.member')], []),
    rule('.m.rule.is_user_mention', [contains('content.m\\.mentions.user_ids', userId)], ['notify', SOUND, HIGHLIGHT]),
    rule(
      '.m.rule.is_room_mention',
      [is('content.m\\.mentions.room', true), { kind: 'sender_notification_permission', key: 'room' }],
      ['notify', HIGHLIGHT],
    ),
    rule('.m.rule.tombstone', [matches('type', 'm.room.tombstone'), matches('state_key', '')], ['notify', HIGHLIGHT]),
    rule('.m.rule.reaction', [matches('type', 'm.reaction')], []),
    rule('.m.rule.room.server_acl', [matches('type', 'm.room.server_acl'), matches('state_key', '')], []),
    rule('.m.rule.suppress_edits', [is('content.m\\.relates_to.rel_type', 'm.replace')], []),
  ];
}

function underrideRules(): PushRule[] {
  const oneToOne = { kind: 'room_member_count', is: '2' };
  const encrypted = matches('type', 'm.room.encrypted');
  const message = matches('type', 'm.room.message');
  return [
    rule('.m.rule.call', [matches('type', 'm.call.invite')], ['notify', RING]),
    rule('.m.rule.encrypted_room_one_to_one', [oneToOne, encrypted], ['notify', SOUND]),
    rule('.m.rule.room_one_to_one', [oneToOne, message], ['notify', SOUND]),
    rule('.m.rule.message', [message], ['notify']),
    rule('.m.rule.encrypted', [encrypted], ['notify']),
  ];
}

function rule(ruleId: string, conditions: readonly JsonObject[], actions: readonly PushAction[]): PushRule {
  return { rule_id: ruleId, default: true, enabled: true, conditions, actions };
}

function matches(key: string, pattern: string): JsonObject {
  return { kind: 'event_match', key, pattern };
}

function is(key: string, value: string | boolean): JsonObject {
  return { kind: 'event_property_is', key, value };
}

function contains(key: string, value: string): JsonObject {
  return { kind: 'event_property_contains', key, value };
}
