import type { RoomEvent } from '../views/rooms/room-event.js';
import { encodeSyncToken, encodeTimelinePoint } from '@chappe/contracts';
import type { AnswerContext } from './answer-context.js';
import { renderShown, renderState, type Reader } from './render-event.js';
import type { TimelineWindow } from './timeline-window.js';

/** Who reads the events of one room. */
export function readerOf({ request, nowMs }: AnswerContext, joinedAt: number): Reader {
  return { userId: request.userId, deviceId: request.deviceId, nowMs, joinedAt };
}

/**
 * The `timeline` of a room as JSON.
 * @param window `isWhole`: the client knows nothing of the room yet
 */
export function renderTimeline(
  window: TimelineWindow & { readonly isWhole: boolean },
  reader: Reader,
  context: AnswerContext,
): string {
  const { filter } = context.request;
  const events = window.shown.map((shown) => filter.selectFields(renderShown(shown, reader)));
  const [first] = window.shown;
  const start = first ? pointBefore(first.event) : window.limited || window.isWhole ? pointOfAnswer(context) : '';
  const prevBatch = start === '' ? '' : `,"prev_batch":"${start}"`;
  return `{"events":[${events.join(',')}],"limited":${window.limited}${prevBatch}}`;
}

/** `"state":{…}`, or the same under each of the names of the state after the timeline. */
export function renderStateSections(events: readonly RoomEvent[], reader: Reader, context: AnswerContext): string {
  const { filter, stateAfterNames } = context.request;
  const list = events.map((event) => filter.selectFields(renderState(event, reader))).join(',');
  const names = stateAfterNames.length > 0 ? stateAfterNames : ['state'];
  return names.map((name) => `"${name}":{"events":[${list}]}`).join(',');
}

/** "If no earlier events are available, this property may be omitted": the create event has none before it. */
function pointBefore(event: RoomEvent): string {
  if (event.type === 'm.room.create') return '';
  return encodeTimelinePoint({ depth: event.depth, position: event.position - 1 });
}

/** Where an empty timeline ends: nothing of the room was given, so everything is still to be had from here back. */
function pointOfAnswer({ request, target, views }: AnswerContext): string {
  const user = request.since?.user ?? 0;
  return encodeSyncToken({ room: target.room, user, typing: target.typing, instance: views.ports.instance });
}
