import { textOf } from './json-fields.js';
import type { Pdu } from './pdu.js';

/** A user's relation to a room (client-server-api#mroommember). */
export type Membership = 'invite' | 'join' | 'knock' | 'leave' | 'ban';

const MEMBERSHIPS: ReadonlySet<string> = new Set<Membership>(['invite', 'join', 'knock', 'leave', 'ban']);

/** The membership that an `m.room.member` event sets; `leave` without one and for values that are not specified. */
export function membershipOf(member: Pick<Pdu, 'content'> | undefined): Membership {
  const membership = member && textOf(member.content, 'membership');
  return membership !== undefined && MEMBERSHIPS.has(membership) ? (membership as Membership) : 'leave';
}

/** The user who vouches for a join to a restricted room (client-server-api#restricted-rooms). */
export function authorisingUserOf(member: Pick<Pdu, 'content'>): string | undefined {
  return textOf(member.content, 'join_authorised_via_users_server');
}

/** Profile fields in a member event: texts only, absent otherwise. */
export function memberProfileOf(member: Pick<Pdu, 'content'>): {
  readonly displayname?: string;
  readonly avatarUrl?: string;
} {
  const displayname = textOf(member.content, 'displayname');
  const avatarUrl = textOf(member.content, 'avatar_url');
  return { ...(displayname !== undefined && { displayname }), ...(avatarUrl !== undefined && { avatarUrl }) };
}
