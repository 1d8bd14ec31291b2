import type { EventTemplate, Membership } from '@chappe/events';

/** What servers ask each other (server-server-api), reduced to what the simulation needs; PDUs travel as their JSON. */
export interface Exchanges {
  /** server-server-api#put_matrixfederationv1sendtxnid */
  send: { request: { txnId: string; pdus: readonly string[] }; answer: { accepted: true } };
  /** server-server-api#post_matrixfederationv1get_missing_eventsroomid */
  getMissingEvents: {
    request: { earliest: readonly string[]; latest: readonly string[]; limit: number };
    answer: { events: readonly string[] };
  };
  /** server-server-api#get_matrixfederationv1state_idsroomid: the state before the event. */
  stateIds: {
    request: { eventId: string };
    answer: { stateIds: readonly string[]; authChainIds: readonly string[] };
  };
  /** server-server-api#get_matrixfederationv1eventeventid, several at once. */
  events: { request: { eventIds: readonly string[] }; answer: { events: readonly string[] } };
  /** server-server-api#get_matrixfederationv1backfillroomid */
  backfill: { request: { from: readonly string[]; limit: number }; answer: { events: readonly string[] } };
  /** make_join, make_knock, make_leave */
  makeMembership: { request: { userId: string; membership: Membership }; answer: { template: EventTemplate } };
  /** send_join, send_knock, send_leave */
  sendMembership: {
    request: { event: string };
    answer: { event: string; state: readonly string[]; authChain: readonly string[] };
  };
  /** server-server-api#put_matrixfederationv2inviteroomideventid */
  invite: { request: { event: string }; answer: { event: string } };
}

export type ExchangeKind = keyof Exchanges;

/** A request with its kind. */
export type FederationRequest = {
  [Kind in ExchangeKind]: { readonly kind: Kind } & Exchanges[Kind]['request'];
}[ExchangeKind];

/** What answers a request of a kind. */
export type AnswerTo<Kind extends ExchangeKind> = Exchanges[Kind]['answer'];

/** Any answer, or none: the request was refused. */
export type FederationAnswer = AnswerTo<ExchangeKind> | undefined;
