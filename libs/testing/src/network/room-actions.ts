import type { TestEvent } from './sync-answer.js';
import type { Json, RequestOptions, TestClient } from './test-client.js';

let transactions = 0;

/** A transaction ID that no other request of this process uses. */
export function newTxnId(): string {
  return `txn-${++transactions}`;
}

/** @returns the room ID */
export async function createRoom(client: TestClient, body: Json = {}): Promise<string> {
  const { room_id } = await client.ask<{ room_id: string }>('POST /v3/createRoom', body);
  return room_id;
}

/**
 * @param message its text, with the transaction ID when it matters
 * @returns the event ID
 */
export async function sendMessage(
  client: TestClient,
  roomId: string,
  message: string | { readonly text: string; readonly txnId: string },
): Promise<string> {
  const { text, txnId } = typeof message === 'string' ? { text: message, txnId: newTxnId() } : message;
  const target = `PUT ${roomPath(roomId)}/send/m.room.message/${encodeURIComponent(txnId)}`;
  const { event_id } = await client.ask<{ event_id: string }>(target, { msgtype: 'm.text', body: text });
  return event_id;
}

export interface StateChange {
  readonly type: string;
  readonly stateKey?: string;
  readonly content: Json;
}

/** @returns the event ID */
export async function setState(client: TestClient, roomId: string, change: StateChange): Promise<string> {
  const slot = `${encodeURIComponent(change.type)}/${encodeURIComponent(change.stateKey ?? '')}`;
  const { event_id } = await client.ask<{ event_id: string }>(`PUT ${roomPath(roomId)}/state/${slot}`, change.content);
  return event_id;
}

/** The endpoints that change a membership, by the end of their path. */
export type MembershipAction = 'invite' | 'join' | 'leave' | 'kick' | 'ban' | 'unban' | 'forget';

/** Changes the client's own membership, or that of `user_id`. */
export async function changeMembership(
  client: TestClient,
  roomId: string,
  change: Json & { action: MembershipAction },
) {
  const { action, ...body } = change;
  await client.ask(`POST ${roomPath(roomId)}/${action}`, body);
}

export interface Page {
  readonly chunk: readonly TestEvent[];
  readonly start: string;
  readonly end?: string;
  readonly state?: readonly TestEvent[];
}

/** One page of GET /messages. */
export function readMessages(client: TestClient, roomId: string, query: RequestOptions['query'] = {}): Promise<Page> {
  return client.ask<Page>(`GET ${roomPath(roomId)}/messages`, undefined, { dir: 'b', limit: 100, ...query });
}

/** Path of a room below /_matrix/client. */
export function roomPath(roomId: string): string {
  return `/v3/rooms/${encodeURIComponent(roomId)}`;
}

/** The bodies of the messages among events, in their order. */
export function bodiesOf(events: readonly TestEvent[] | undefined): string[] {
  return (events ?? [])
    .filter((event) => event.type === 'm.room.message' && event.content['body'] !== undefined)
    .map((event) => String(event.content['body']));
}
