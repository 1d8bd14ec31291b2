import { Inject, Injectable } from '@nestjs/common';
import { SIGNING_IDENTITY, type SigningIdentity } from '@chappe/config';
import { JsonError } from '@chappe/crypto';
import {
  authorisingUserOf,
  buildEvent,
  checkAuth,
  depthAfter,
  EventTooLargeError,
  graphEdge,
  selectAuthEvents,
  type EventTemplate,
  type GraphEdge,
  type Pdu,
  type RoomVersionRules,
  type StateSlot,
} from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, RANDOMNESS, type Clock, type Randomness } from '@chappe/runtime';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { PREV_EVENTS_MAX } from '../room.limits.js';
import { StateMaps } from '../state/state-maps.js';
import { checkStorable } from './check-storable.js';
import { newEventId } from './new-event-id.js';
import { bytesOf, type AuthorisedEvent, type NewEvent, type PreparedEvent } from './prepared-event.js';

/** Turns a new event into a signed event on top of a head, if the room's rules allow it. */
@Injectable()
export class EventPreparation {
  constructor(
    private readonly heads: RoomHeads,
    private readonly maps: StateMaps,
    @Inject(SIGNING_IDENTITY) private readonly identity: SigningIdentity,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Hashes and signs what was authorised on top of this head, before anything else came into the room. The head is not
   * changed.
   * @throws MatrixError M_TOO_LARGE for the event, or the state that the room would hold; M_BAD_JSON
   */
  async prepare(head: RoomHead, { event, template, extremities }: AuthorisedEvent): Promise<PreparedEvent> {
    if (head.extremities !== extremities) throw new Error(`${head.roomId} has changed since the event was authorised`);
    const built = this.#build(head, template);
    const prepared = { event, built, stateBefore: head.stateRoot };
    if (event.stateKey === undefined) return prepared;
    const slot = { type: event.type, stateKey: event.stateKey };
    const replaced = head.state(slot.type, slot.stateKey);
    head.usage.check({ slot, bytes: bytesOf(built), replacedBytes: replaced?.bytes });
    const key = { roomId: built.roomId, partition: head.partition };
    const changed = await this.maps.change(key, head.stateRoot, [{ slot, eventId: built.eventId }]);
    return { ...prepared, change: { stateAfter: changed.root, created: changed.created, replaced } };
  }

  /**
   * Refuses what the room's rules do not allow on top of this head, before anything costly is done for it.
   * @throws MatrixError M_FORBIDDEN for what the sender may not do, M_BAD_JSON for what nobody may, M_INVALID_PARAM
   */
  async authorise(head: RoomHead, event: NewEvent): Promise<AuthorisedEvent> {
    checkStorable(event);
    await this.heads.load(head, slotsConcerned(event, head.rules));
    const template = this.#template(head, event);
    checkRules(head, template);
    return { event, template, extremities: head.extremities };
  }

  #template(head: RoomHead, event: NewEvent): EventTemplate {
    const { type, sender, stateKey, content } = event;
    const withoutRoomId = type === 'm.room.create' && head.rules.roomIdIsCreateEventId;
    return {
      ...newEventId(head.rules, this.identity.serverName, this.randomness),
      ...(!withoutRoomId && { roomId: head.roomId }),
      ...(stateKey !== undefined && { stateKey }),
      ...(event.redaction && { redacts: event.redaction.eventId }),
      type,
      sender,
      content,
      originServerTs: this.clock.nowMs(),
      depth: depthAfter([head], head.rules),
      prevEvents: head.extremities.slice(0, PREV_EVENTS_MAX),
      authEvents: authEdges(head, event),
    };
  }

  #build(head: RoomHead, template: EventTemplate): PreparedEvent['built'] {
    const { serverName, signingKey } = this.identity;
    try {
      return buildEvent(template, { serverName, key: signingKey, rules: head.rules });
    } catch (error) {
      if (error instanceof EventTooLargeError) throw MatrixError.tooLarge(error.message);
      if (error instanceof JsonError) throw MatrixError.badJson(error.message);
      throw error;
    }
  }
}

/** What the new event names as the state that allows it. */
function authEdges(head: RoomHead, event: NewEvent): GraphEdge[] {
  const edges: GraphEdge[] = [];
  for (const slot of selectAuthEvents(event, head.rules)) {
    const standing = head.state(slot.type, slot.stateKey);
    if (standing) edges.push(graphEdge(standing.eventId, standing.pdu, head.rules));
  }
  return edges;
}

function checkRules(head: RoomHead, template: EventTemplate): void {
  const verdict = checkAuth(toDraftPdu(template), (type, stateKey) => head.state(type, stateKey)?.pdu, head.rules);
  if (verdict.allowed) return;
  throw verdict.malformed ? MatrixError.badJson(verdict.reason) : MatrixError.forbidden(verdict.reason);
}

/** What the authorization rules look at; they come before the signature because a refusal shall cost little. */
function toDraftPdu(template: EventTemplate): Pdu {
  return {
    ...(template.eventId !== undefined && { event_id: template.eventId }),
    ...(template.roomId !== undefined && { room_id: template.roomId }),
    ...(template.redacts !== undefined && { redacts: template.redacts }),
    ...(template.stateKey !== undefined && { state_key: template.stateKey }),
    type: template.type,
    sender: template.sender,
    content: template.content,
    origin_server_ts: template.originServerTs,
    depth: template.depth,
    prev_events: [...template.prevEvents],
    auth_events: [...template.authEvents],
    hashes: {},
    signatures: {},
  };
}

/** Slots that the authorization rules look at, and the event's own. */
function slotsConcerned(event: NewEvent, rules: RoomVersionRules): StateSlot[] {
  const { type, sender, stateKey } = event;
  if (stateKey === undefined) return [{ type: 'm.room.member', stateKey: sender }];
  const authorising = type === 'm.room.member' ? authorisingUserOf({ content: event.content }) : undefined;
  return [
    { type, stateKey },
    ...selectAuthEvents(event, rules),
    ...(authorising === undefined ? [] : [{ type: 'm.room.member', stateKey: authorising }]),
  ];
}
