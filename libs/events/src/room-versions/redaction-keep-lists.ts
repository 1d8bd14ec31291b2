import type { ContentKept, RedactionRules } from './room-version-rules.js';

// rooms/v11#redactions. Kept in code point order, so that a redacted event is in canonical order from the start.
const TOP_LEVEL_V11 = [
  'auth_events',
  'content',
  'depth',
  'event_id',
  'hashes',
  'origin_server_ts',
  'prev_events',
  'room_id',
  'sender',
  'signatures',
  'state_key',
  'type',
];

const TOP_LEVEL_V1 = [...TOP_LEVEL_V11, 'membership', 'origin', 'prev_state'].toSorted();

const POWER_LEVEL_KEYS_V1 = [
  'ban',
  'events',
  'events_default',
  'kick',
  'redact',
  'state_default',
  'users',
  'users_default',
];

/** rooms/v1#redactions */
export const REDACTION_V1: RedactionRules = {
  topLevel: TOP_LEVEL_V1,
  content: new Map<string, ContentKept>([
    ['m.room.member', { keys: ['membership'] }],
    ['m.room.create', { keys: ['creator'] }],
    ['m.room.join_rules', { keys: ['join_rule'] }],
    ['m.room.power_levels', { keys: POWER_LEVEL_KEYS_V1 }],
    ['m.room.aliases', { keys: ['aliases'] }],
    ['m.room.history_visibility', { keys: ['history_visibility'] }],
  ]),
};

/** rooms/v6#redactions: aliases keep nothing. */
export const REDACTION_V6: RedactionRules = {
  ...REDACTION_V1,
  content: new Map([...REDACTION_V1.content].filter(([type]) => type !== 'm.room.aliases')),
};

/** rooms/v8#redactions: join rules keep `allow`. */
export const REDACTION_V8: RedactionRules = {
  ...REDACTION_V6,
  content: new Map([...REDACTION_V6.content, ['m.room.join_rules', { keys: ['allow', 'join_rule'] }]]),
};

/** rooms/v9#redactions: members keep `join_authorised_via_users_server`. */
export const REDACTION_V9: RedactionRules = {
  ...REDACTION_V8,
  content: new Map([
    ...REDACTION_V8.content,
    ['m.room.member', { keys: ['join_authorised_via_users_server', 'membership'] }],
  ]),
};

/** rooms/v11#redactions */
export const REDACTION_V11: RedactionRules = {
  topLevel: TOP_LEVEL_V11,
  content: new Map<string, ContentKept>([
    ...REDACTION_V9.content,
    ['m.room.create', 'all'],
    [
      'm.room.member',
      {
        keys: ['join_authorised_via_users_server', 'membership'],
        nested: { key: 'third_party_invite', kept: 'signed' },
      },
    ],
    ['m.room.power_levels', { keys: [...POWER_LEVEL_KEYS_V1, 'invite'].toSorted() }],
    ['m.room.redaction', { keys: ['redacts'] }],
  ]),
};
