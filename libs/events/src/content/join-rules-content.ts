import { fieldOf, isJsonObject, textOf } from './json-fields.js';
import type { Pdu } from './pdu.js';

/** The join rule in force; `invite` without an event or a readable rule (client-server-api#mroomjoin_rules). */
export function joinRuleOf(joinRules: Pick<Pdu, 'content'> | undefined): string {
  return (joinRules && textOf(joinRules.content, 'join_rule')) ?? 'invite';
}

/** Rooms whose members may join a restricted room; conditions of other kinds are ignored as specified. */
export function allowedRoomsOf(joinRules: Pick<Pdu, 'content'>): readonly string[] {
  const allow = fieldOf(joinRules.content, 'allow');
  if (!Array.isArray(allow)) return [];
  return allow.flatMap((condition) => {
    if (!isJsonObject(condition) || textOf(condition, 'type') !== 'm.room_membership') return [];
    return textOf(condition, 'room_id') ?? [];
  });
}
