import { parseExactJson } from '@chappe/crypto';
import { strippedStateJson, type Pdu } from '@chappe/events';
import type { GivenEvent } from '../select/rooms/given-event.js';
import type { RoomSummary } from '../select/rooms/room-summary.js';
import type { InsideRoomDelta, JoinedRoomDelta, LeftRoomDelta, StrippedRoomDelta } from '../select/sync-delta.js';
import { renderReceipts, renderTyping } from './render-ephemeral.js';
import { renderStateEvent, renderTimelineEvent, withEventFields } from './render-event.js';

/** How events are written in one answer. */
export interface AnswerFormat {
  /** Unix milliseconds, which `age` counts to. */
  readonly nowMs: number;
  /** `event_fields` of the filter; undefined: all. */
  readonly eventFields: readonly string[] | undefined;
  /** Names under which the state of a room is given. */
  readonly stateNames: readonly string[];
}

/** A room of `rooms.join` as `"!room":{…}`. */
export function renderJoinedRoom(room: JoinedRoomDelta, format: AnswerFormat): string {
  const summary = room.summary ? `"summary":${renderSummary(room.summary)},` : '';
  const ephemeral = renderReceipts(room.receipts);
  if (room.typing) ephemeral.push(renderTyping(room.typing));
  return (
    `${JSON.stringify(room.roomId)}:{${summary}${renderState(room, format)},` +
    `"timeline":${renderTimeline(room, format)},"ephemeral":{"events":[${ephemeral.join(',')}]},` +
    `"account_data":${renderAccountData(room)}}`
  );
}

/** A room of `rooms.leave` as `"!room":{…}`. */
export function renderLeftRoom(room: LeftRoomDelta, format: AnswerFormat): string {
  return (
    `${JSON.stringify(room.roomId)}:{${renderState(room, format)},"timeline":${renderTimeline(room, format)},` +
    `"account_data":${renderAccountData(room)}}`
  );
}

/** A room of `rooms.invite` or `rooms.knock` as `"!room":{…}`. */
export function renderStrippedRoom({ kind, roomId, state }: StrippedRoomDelta): string {
  const name = kind === 'invited' ? 'invite_state' : 'knock_state';
  return `${JSON.stringify(roomId)}:{"${name}":{"events":[${state.map(renderStripped).join(',')}]}}`;
}

function renderStripped({ prefix }: GivenEvent): string {
  return strippedStateJson(parseExactJson(`${prefix}}`) as Pdu);
}

function renderState({ state, unsigned }: InsideRoomDelta, { nowMs, eventFields, stateNames }: AnswerFormat): string {
  const list = state.map((event) => withEventFields(renderStateEvent(event, unsigned, nowMs), eventFields)).join(',');
  return stateNames.map((name) => `"${name}":{"events":[${list}]}`).join(',');
}

function renderTimeline({ timeline, unsigned }: InsideRoomDelta, { nowMs, eventFields }: AnswerFormat): string {
  const { events, limited, prevBatch } = timeline;
  const list = events.map((event) => withEventFields(renderTimelineEvent(event, unsigned, nowMs), eventFields));
  return `{"events":[${list.join(',')}],"limited":${limited},"prev_batch":"${prevBatch}"}`;
}

function renderAccountData({ accountData }: InsideRoomDelta): string {
  return `{"events":[${accountData.map((datum) => datum.json).join(',')}]}`;
}

function renderSummary({ heroes, joinedCount, invitedCount }: RoomSummary): string {
  const named = heroes ? `"m.heroes":${JSON.stringify(heroes)},` : '';
  return `{${named}"m.joined_member_count":${joinedCount},"m.invited_member_count":${invitedCount}}`;
}
