import { ClientGoneError } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { ANSWER_SLICE_MS, ROOMS_AHEAD } from '../sync.limits.js';
import type { AnswerContext } from './answer-context.js';
import { joinedRoom } from './joined-room.js';
import { leftRoom } from './left-room.js';
import type { PlannedRoom } from './plan-rooms.js';
import { RoomHistory } from './room-history.js';
import { roomStart } from './room-start.js';
import { strippedRoom } from './stripped-room.js';

/** Rooms of an answer, each as `"!room":{…}`. */
export interface RoomAnswers {
  readonly join: string[];
  readonly invite: string[];
  readonly knock: string[];
  readonly leave: string[];
}

const SECTIONS = { join: 'join', invite: 'invite', knock: 'knock', leave: 'leave', ban: 'leave' } as const;

/**
 * Answers every planned room, one after the other, while the views of the next ones are loading. Other work gets its
 * turn whenever this took {@link ANSWER_SLICE_MS}.
 */
export async function answerRooms(context: AnswerContext, planned: readonly PlannedRoom[]): Promise<RoomAnswers> {
  const answers: RoomAnswers = { join: [], invite: [], knock: [], leave: [] };
  const { clock } = context.views.ports;
  let ahead = 0;
  let sliceEndMs = clock.monotonicMs() + ANSWER_SLICE_MS;
  for (const [index, room] of planned.entries()) {
    if (isAbandoned(context.signal)) throw new ClientGoneError();
    for (; ahead < planned.length && ahead < index + ROOMS_AHEAD; ahead++) loadAhead(context, planned[ahead]);
    const answer = await answerRoom(context, room);
    if (answer !== undefined) answers[SECTIONS[room.membership]].push(answer);
    if (clock.monotonicMs() < sliceEndMs) continue;
    await clock.sleep(0);
    sliceEndMs = clock.monotonicMs() + ANSWER_SLICE_MS;
  }
  return answers;
}

/**
 * Nobody waits for the answer any more. When the server stops (a MatrixError says so), what was begun is finished in
 * the time that is left: a client that were refused now would have lost a request to a restart.
 */
function isAbandoned({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof MatrixError);
}

/** Starts loading a view. Whether that fails is seen when the room's turn comes. */
function loadAhead({ views }: AnswerContext, planned: PlannedRoom | undefined): void {
  if (!planned || views.rooms.find(planned.roomId)?.view) return;
  const loading = views.rooms.view(planned.roomId);
  if (loading instanceof Promise) loading.catch(() => undefined);
}

async function answerRoom(context: AnswerContext, planned: PlannedRoom): Promise<string | undefined> {
  const { request, views, user } = context;
  if (planned.membership === 'invite' && isInviteHidden(context, planned)) return undefined;
  const view = await views.rooms.view(planned.roomId);
  const history = new RoomHistory(planned.roomId, view, views.ports.room);
  if (planned.membership === 'invite' || planned.membership === 'knock') return strippedRoom(context, planned, history);
  const start = await roomStart(planned, request.since, history);
  if (planned.membership === 'join') return joinedRoom(context, planned, { history, start });
  return user.rooms.get(planned.roomId)?.forgotten ? undefined : leftRoom(context, planned, { history, start });
}

/** Invites by ignored users, and all of them when the user blocks invites, are not shown. */
function isInviteHidden({ user }: AnswerContext, planned: PlannedRoom): boolean {
  return user.accountData.invitesBlocked || user.accountData.ignoredUsers.has(planned.sender);
}
