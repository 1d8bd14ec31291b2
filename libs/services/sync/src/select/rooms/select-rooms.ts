import { ClientGoneError } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { TimeSlice } from '@chappe/runtime';
import { ANSWER_SLICE_MS, ROOMS_AHEAD } from '../../sync.limits.js';
import type { Selection } from '../selection.js';
import type { DeltaWriter, RoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
import { selectJoinedRoom } from './select-joined-room.js';
import { selectLeftRoom } from './select-left-room.js';
import { RoomHistory } from './room-history.js';
import { roomStart } from './room-start.js';
import { selectStrippedRoom } from './select-stripped-room.js';

/**
 * Selects what changed in each candidate, one after the other, while the views of the next ones are loading. Other work
 * gets its turn whenever this, writing included, took {@link ANSWER_SLICE_MS}.
 * @returns the number of rooms given
 * @throws ClientGoneError when nobody waits for the answer any more
 */
export async function selectRooms(
  selection: Selection,
  candidates: readonly CandidateRoom[],
  writer: Pick<DeltaWriter, 'room'>,
): Promise<number> {
  const { clock } = selection.views.ports;
  let given = 0;
  let ahead = 0;
  const slice = new TimeSlice(clock, { durationMs: ANSWER_SLICE_MS });
  for (const [index, candidate] of candidates.entries()) {
    if (isAbandoned(selection.signal)) throw new ClientGoneError();
    for (; ahead < candidates.length && ahead < index + ROOMS_AHEAD; ahead++) loadAhead(selection, candidates[ahead]);
    const room = await selectRoom(selection, candidate);
    if (room) {
      writer.room(room);
      given++;
    }
    if (slice.isOver) await slice.giveTurn();
  }
  return given;
}

/**
 * Nobody waits for the answer any more. When the server stops (a MatrixError says so), what was begun is finished in
 * the time that is left: a client that were refused now would have lost a request to a restart.
 */
function isAbandoned({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof MatrixError);
}

/** Starts loading a view. Whether that fails is seen when the room's turn comes. */
function loadAhead({ views }: Selection, candidate: CandidateRoom | undefined): void {
  if (!candidate || views.rooms.find(candidate.roomId)?.view) return;
  const loading = views.rooms.view(candidate.roomId);
  if (loading instanceof Promise) loading.catch(() => undefined);
}

/** What changed in one room; undefined: nothing that the user gets to see. */
async function selectRoom(selection: Selection, candidate: CandidateRoom): Promise<RoomDelta | undefined> {
  const { question, views } = selection;
  const { roomId, membership } = candidate;
  if (membership === 'invite' && isInviteHidden(selection, candidate)) return undefined;
  const history = new RoomHistory(roomId, await views.rooms.view(roomId), views.ports.room);
  if (membership === 'invite' || membership === 'knock') return selectStrippedRoom(candidate, history);
  const start = await roomStart(candidate, question, history);
  const select = membership === 'join' ? selectJoinedRoom : selectLeftRoom;
  return select(selection, candidate, { history, start });
}

/** Invites by ignored users, and all of them when the user blocks invites, are not shown. */
function isInviteHidden({ user }: Selection, candidate: CandidateRoom): boolean {
  return user.accountData.invitesBlocked || user.accountData.ignoredUsers.has(candidate.sender);
}
