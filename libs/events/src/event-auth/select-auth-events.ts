import type { JsonObject } from '@chappe/crypto';
import { objectOf, textOf } from '../content/json-fields.js';
import { authorisingUserOf } from '../content/member-content.js';
import type { StateSlot } from '../content/state-slot.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/** What of an event decides about its auth events. */
export interface AuthSelection {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string | undefined;
  readonly content: JsonObject;
}

const JOIN_RULE_MEMBERSHIPS: ReadonlySet<string | undefined> = new Set(['join', 'invite', 'knock']);

/**
 * The state slots whose events, where there are any, are the event's `auth_events`; each slot once
 * (server-server-api#auth-events-selection).
 */
export function selectAuthEvents(event: AuthSelection, rules: RoomVersionRules): StateSlot[] {
  if (event.type === 'm.room.create') return [];
  const slots: StateSlot[] = [{ type: 'm.room.power_levels', stateKey: '' }, member(event.sender)];
  if (rules.createInAuthEvents) slots.unshift({ type: 'm.room.create', stateKey: '' });
  if (event.type === 'm.room.member' && event.stateKey !== undefined) {
    addOnce(slots, memberSlots(event.stateKey, event.content, rules));
  }
  return slots;
}

function memberSlots(target: string, content: JsonObject, rules: RoomVersionRules): StateSlot[] {
  const slots = [member(target)];
  const membership = textOf(content, 'membership');
  if (JOIN_RULE_MEMBERSHIPS.has(membership)) slots.push({ type: 'm.room.join_rules', stateKey: '' });
  const token = membership === 'invite' ? thirdPartyToken(content) : undefined;
  if (token !== undefined) slots.push({ type: 'm.room.third_party_invite', stateKey: token });
  const authorising = membership === 'join' ? authorisingUserOf({ content }) : undefined;
  if (authorising !== undefined && rules.restrictedJoinRules.length > 0) slots.push(member(authorising));
  return slots;
}

function thirdPartyToken(content: JsonObject): string | undefined {
  const invite = objectOf(content, 'third_party_invite');
  const signed = invite && objectOf(invite, 'signed');
  return signed && textOf(signed, 'token');
}

function member(userId: string): StateSlot {
  return { type: 'm.room.member', stateKey: userId };
}

function addOnce(slots: StateSlot[], more: readonly StateSlot[]): void {
  for (const slot of more) {
    if (!slots.some(({ type, stateKey }) => type === slot.type && stateKey === slot.stateKey)) slots.push(slot);
  }
}
