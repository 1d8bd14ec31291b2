import type { RoomEvent } from '../views/room-event.js';
import { encodeTimelinePoint } from '@chappe/contracts';
import type { AnswerContext } from './answer-context.js';
import { renderShown, renderState, type Reader } from './render-event.js';
import type { TimelineWindow } from './timeline-window.js';

/** Who reads the events of one room. */
export function readerOf({ request, nowMs }: AnswerContext, joinedAt: number): Reader {
  return { userId: request.userId, deviceId: request.deviceId, nowMs, joinedAt };
}

/** The `timeline` of a room as JSON. */
export function renderTimeline(window: TimelineWindow, reader: Reader, context: AnswerContext): string {
  const { filter } = context.request;
  const events = window.shown.map((shown) => filter.selectFields(renderShown(shown, reader)));
  const [first] = window.shown;
  // "If no earlier events are available, this property may be omitted": the create event has none before it.
  const isStart = first?.event.type === 'm.room.create';
  const prevBatch = first && !isStart ? `,"prev_batch":"${pointBefore(first.event)}"` : '';
  return `{"events":[${events.join(',')}],"limited":${window.limited}${prevBatch}}`;
}

/** `"state":{…}`, or the same under each of the names of the state after the timeline. */
export function renderStateSections(events: readonly RoomEvent[], reader: Reader, context: AnswerContext): string {
  const { filter, stateAfterNames } = context.request;
  const list = events.map((event) => filter.selectFields(renderState(event, reader))).join(',');
  const names = stateAfterNames.length > 0 ? stateAfterNames : ['state'];
  return names.map((name) => `"${name}":{"events":[${list}]}`).join(',');
}

function pointBefore(event: RoomEvent): string {
  return encodeTimelinePoint({ depth: event.depth, position: event.position - 1 });
}
