import { ClientGoneError } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { TimeSlice } from '@chappe/runtime';
import { ANSWER_SLICE_MS, LARGE_ROOM_BYTES, ROOMS_AHEAD } from '../../sync.limits.js';
import { isLostIn, leaveOut, putOff, type Selection } from '../selection.js';
import type { DeltaWriter, RoomDelta } from '../sync-delta.js';
import { viewInTime } from '../view-in-time.js';
import type { CandidateRoom } from './candidate-rooms.js';
import { withErasures } from './erased-senders.js';
import { selectJoinedRoom } from './select-joined-room.js';
import { selectLeftRoom } from './select-left-room.js';
import { RoomHistory } from './room-history.js';
import { inFederationFormat } from './in-federation-format.js';
import { roomStart } from './room-start.js';
import { selectStrippedRoom } from './select-stripped-room.js';

/**
 * Selects what changed in each candidate, one after the other, while the next ones are read. A room that cannot be read
 * is left out. Other work gets its turn whenever this, writing included, took {@link ANSWER_SLICE_MS}.
 * @returns the number of rooms given
 * @throws ClientGoneError when nobody waits for the answer any more, MatrixError 503 when too many rooms are left out
 */
export async function selectRooms(
  selection: Selection,
  candidates: readonly CandidateRoom[],
  writer: Pick<DeltaWriter, 'room'>,
): Promise<number> {
  const { clock } = selection.views.ports;
  let given = 0;
  let ahead = 0;
  const begun = new Map<CandidateRoom, Promise<RoomDelta>>();
  const slice = new TimeSlice(clock, { durationMs: ANSWER_SLICE_MS });
  for (const [index, candidate] of candidates.entries()) {
    if (isAbandoned(selection.signal)) throw new ClientGoneError();
    for (const next of candidates.slice(ahead, index + ROOMS_AHEAD)) {
      beginRoom(selection, next, begun);
      ahead++;
    }
    if (isPutOff(selection, candidate)) continue;
    const selecting = begun.get(candidate) ?? selectRoom(selection, candidate);
    begun.delete(candidate);
    if (await giveRoom(selection, candidate, { selecting, writer })) given++;
    if (slice.isOver) await slice.giveTurn();
  }
  return given;
}

interface RoomInTurn {
  readonly selecting: Promise<RoomDelta | undefined>;
  readonly writer: Pick<DeltaWriter, 'room'>;
}

/** @returns whether the room is in the answer: it has news, and could be read */
async function giveRoom(selection: Selection, candidate: CandidateRoom, turn: RoomInTurn): Promise<boolean> {
  try {
    const room = await turn.selecting;
    if (!room) return false;
    const { wantsFederationFormat } = selection.question.filter;
    selection.share.add(turn.writer.room(wantsFederationFormat ? await inFederationFormat(selection, room) : room));
    return true;
  } catch (error) {
    if (error instanceof ClientGoneError) throw error;
    // Who may believe what is not true of it is told all of it.
    const isLost = isLostIn(selection.question, candidate.partition);
    leaveOut(selection, { ...candidate, ...(isLost && { known: undefined }) }, error);
    return false;
  }
}

/**
 * Nobody waits for the answer any more. When the server stops (a MatrixError says so), what was begun is finished in
 * the time that is left: a client that were refused now would have lost a request to a restart.
 */
function isAbandoned({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof MatrixError);
}

/** A large room that is new to the client waits for the next answer when this one is full. */
function isPutOff(selection: Selection, candidate: CandidateRoom): boolean {
  const { share, question, views } = selection;
  if (!share.isFull || isOutsider(candidate)) return false;
  if (candidate.known !== undefined && !question.fullState) return false;
  const bytes = views.rooms.find(candidate.roomId)?.view?.bytes;
  return (bytes === undefined || bytes > LARGE_ROOM_BYTES) && putOff(selection, candidate.roomId);
}

/** Starts reading a room. Whether that fails is seen when the room's turn comes. */
function beginRoom(
  selection: Selection,
  candidate: CandidateRoom,
  begun: Map<CandidateRoom, Promise<RoomDelta>>,
): void {
  const { rooms, ports } = selection.views;
  if (isOutsider(candidate)) {
    if (isInviteHidden(selection, candidate)) return;
    const stripped = selectStrippedRoom(candidate, ports.room);
    stripped.catch(() => undefined);
    begun.set(candidate, stripped);
  } else if (!rooms.find(candidate.roomId)?.view) {
    const loading = rooms.view(candidate.roomId);
    if (loading instanceof Promise) loading.catch(() => undefined);
  }
}

/** What changed in one room that the user is or was in; undefined: nothing that the user gets to see. */
async function selectRoom(selection: Selection, candidate: CandidateRoom): Promise<RoomDelta | undefined> {
  const { views, question } = selection;
  const { roomId, membership } = candidate;
  if (isOutsider(candidate)) return undefined;
  const history = new RoomHistory(roomId, await viewInTime(views, roomId), views.ports.room);
  const start = await roomStart(candidate, question, history);
  const select = membership === 'join' ? selectJoinedRoom : selectLeftRoom;
  const room = await select(selection, candidate, { history, start });
  return room && withErasures(room, candidate, history);
}

function isOutsider({ membership }: CandidateRoom): boolean {
  return membership === 'invite' || membership === 'knock';
}

/** Invites by ignored users, and all of them when the user blocks invites, are not shown. */
function isInviteHidden({ user }: Selection, candidate: CandidateRoom): boolean {
  if (candidate.membership !== 'invite') return false;
  return user.accountData.invitesBlocked || user.accountData.ignoredUsers.has(candidate.sender);
}
