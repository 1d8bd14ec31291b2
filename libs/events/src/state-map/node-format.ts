/** First byte of an encoded node; other values are for formats to come. */
export const LEAF = 1;
export const INNER = 2;

/**
 * Event types with a number of their own in leaves, counted from 1. The numbers are in stored hashes: add at the end,
 * never remove and never reorder; 126 fit.
 */
export const NUMBERED_TYPES: readonly string[] = [
  'm.room.member',
  'm.room.create',
  'm.room.power_levels',
  'm.room.join_rules',
  'm.room.history_visibility',
  'm.room.guest_access',
  'm.room.name',
  'm.room.topic',
  'm.room.avatar',
  'm.room.canonical_alias',
  'm.room.encryption',
  'm.room.server_acl',
  'm.room.third_party_invite',
  'm.room.pinned_events',
  'm.room.tombstone',
  'm.room.aliases',
  'm.space.child',
  'm.space.parent',
  'm.room.policy',
  'm.policy.rule.user',
  'm.policy.rule.room',
  'm.policy.rule.server',
  'm.call.member',
  'org.matrix.msc3401.call.member',
  'im.vector.modular.widgets',
  'm.widget',
];

/** The 32 bytes of a hash as event id of room version 4 and later; what is no such id is written as text. */
export const HASH_EVENT_ID = /^\$[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
export const EVENT_HASH_BYTES = 32;
