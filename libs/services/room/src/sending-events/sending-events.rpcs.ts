import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type SendEventRequest, type SendEventResponse } from '@chappe/contracts';
import { canonicalJson, parseJson, type JsonObject } from '@chappe/crypto';
import { parseEventId, textOf, type EventId, type RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads, type LookedUp } from '../heads/room-heads.js';
import type { Transaction, TransactionResult } from '../heads/transaction-ids.js';
import type { AuthorisedEvent, NewEvent } from '../writing/prepared-event.js';
import { RoomLanes } from '../writing/room-lanes.js';
import { RoomWriter } from '../writing/room-writer.js';
import { RedactionTargets } from './redaction-targets.js';
import { RequestedStates } from './requested-states.js';

const REDACTION = 'm.room.redaction';

/** A request on its way to the room's lane. */
interface RequestedEvent {
  readonly request: SendEventRequest;
  readonly content: JsonObject;
  /** Target of a redaction, empty otherwise. */
  readonly redacts: string;
  readonly transaction: Transaction | undefined;
  readonly lookedUp: LookedUp | undefined;
}

/** Puts a message event, a state event or a redaction into a room (client-server-api, "Sending events to a room"). */
@Injectable()
export class SendingEventsRpcs {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly writer: RoomWriter,
    private readonly redactions: RedactionTargets,
    private readonly states: RequestedStates,
  ) {}

  /**
   * Answers when the event is durable. A repeated transaction id gets the event of the first request.
   * @throws MatrixError M_FORBIDDEN, M_NOT_FOUND (target of a redaction), M_TOO_LARGE, M_BAD_JSON, M_INVALID_PARAM,
   * M_BAD_ALIAS
   */
  @Rpc(RoomServiceDefinition, 'sendEvent')
  async send(request: SendEventRequest): Promise<SendEventResponse> {
    const content = parseJson(request.content.toString()) as JsonObject;
    const roomId = request.roomId as RoomId;
    const redacts = redactsOfRequest(request, content);
    const transaction = transactionOf(request);
    const lookedUp = transaction && (await this.heads.lookUp(roomId, transaction));
    const requested = { request, content, redacts, transaction, lookedUp };
    const sent = await this.lanes.run(roomId, () => this.#append(roomId, requested));
    await sent.committed;
    return { eventId: sent.eventId };
  }

  async #append(roomId: RoomId, requested: RequestedEvent): Promise<TransactionResult> {
    const head = await this.heads.get(roomId);
    if (!head) throw MatrixError.forbidden('You are not in this room');
    const { transaction, lookedUp } = requested;
    const earlier = transaction && (await this.heads.earlier(head, transaction, lookedUp));
    if (earlier) return earlier;
    const authorised = await this.#authorise(head, requested);
    const standing = sameStateInForce(head, authorised.event);
    if (standing) return { eventId: standing, committed: this.heads.committed(roomId) };
    const sent = await this.writer.appendAuthorised(head, authorised);
    if (transaction) head.transactions.set(transaction, sent);
    return sent;
  }

  /** What may cost queries comes after the authorization rules, whose verdict stays good until the lane's next turn. */
  async #authorise(head: RoomHead, requested: RequestedEvent): Promise<AuthorisedEvent> {
    const { request, content, transaction, redacts } = requested;
    const { sender, eventType: type, stateKey } = request;
    const event = { type, sender, content, ...(transaction && { transaction }) };
    if (stateKey !== undefined) return this.states.authorise(head, { ...event, stateKey });
    if (type !== REDACTION) return this.writer.authorise(head, event);
    const target = redacts as EventId;
    const authorised = await this.writer.authorise(head, { ...event, redaction: { eventId: target } });
    const redaction = await this.redactions.find(head, { sender, eventId: target });
    return { ...authorised, event: { ...event, redaction } };
  }
}

/**
 * The target of a redaction, empty for other events. The redaction endpoint names it beside the content, `/send`
 * inside it (client-server-api, "Redactions").
 */
function redactsOfRequest(request: SendEventRequest, content: JsonObject): string {
  if (request.eventType !== REDACTION || request.stateKey !== undefined) return '';
  const redacts = parseEventId(request.redacts || (textOf(content, 'redacts') ?? ''));
  if (!redacts) throw MatrixError.badJson('redacts is not an event ID');
  return redacts;
}

function transactionOf(request: SendEventRequest): Transaction | undefined {
  if (request.txnId === '') return undefined;
  const { sender, deviceId, txnId, eventType, redacts } = request;
  return { sender, deviceId, txnId, eventType, redacts };
}

/** Setting a state that is in force already makes no new event. */
function sameStateInForce(head: RoomHead, event: NewEvent): EventId | undefined {
  if (event.stateKey === undefined || event.type === 'm.room.member') return undefined;
  const standing = head.state(event.type, event.stateKey);
  if (standing?.pdu.sender !== event.sender) return undefined;
  return canonicalJson(standing.pdu.content) === canonicalJson(event.content) ? standing.eventId : undefined;
}
