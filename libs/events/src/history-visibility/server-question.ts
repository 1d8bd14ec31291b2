import { membershipOf, type Membership } from '../content/member-content.js';
import type { Pdu } from '../content/pdu.js';
import { visibilityAt, type EventInRoom } from './event-in-room.js';
import type { ServerVisibilityQuestion } from './may-server-see.js';

/** A server and what is known about its users. */
export interface ServerInRoom {
  readonly serverName: string;
  /** `m.room.member` events of the state before the event: those of the server's users must be among them. */
  readonly membersBefore: Iterable<Pdu>;
  /** Whether any of the server's users joined at any point after the event. */
  readonly joinedLater: boolean;
}

/** What decides whether a server may have an event. Members are not read before `mayServerSee` asks for them. */
export function serverQuestion(event: EventInRoom, server: ServerInRoom): ServerVisibilityQuestion {
  const memberships = { [Symbol.iterator]: () => membershipsAt(event, server) };
  return { ...visibilityAt(event), memberships, joinedLater: server.joinedLater };
}

function* membershipsAt({ pdu }: EventInRoom, { serverName, membersBefore }: ServerInRoom): Generator<Membership> {
  if (isMemberOf(serverName, pdu)) yield membershipOf(pdu);
  for (const member of membersBefore) if (isMemberOf(serverName, member)) yield membershipOf(member);
}

function isMemberOf(serverName: string, { type, state_key: userId = '' }: Pdu): boolean {
  return type === 'm.room.member' && userId.slice(userId.indexOf(':')) === `:${serverName}`;
}
