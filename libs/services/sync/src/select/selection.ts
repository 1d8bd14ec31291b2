import { OWED_ROOMS_MAX, owedRoom, type SyncToken } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { AccountDatum } from '../views/users/account-data.js';
import type { DeviceView } from '../views/users/device-view.js';
import type { UserView } from '../views/users/user-view.js';
import type { Views } from '../views/views.js';
import type { AnswerShare } from './answer-bytes.js';
import type { MemberMemory } from './member-memory.js';
import { SeenTyping } from './seen-typing.js';
import type { SyncFilter } from './sync-filter.js';

/** What a device asks: everything that changed since its token. */
export interface SyncQuestion {
  readonly userId: string;
  readonly deviceId: string;
  /** Undefined: the device knows nothing yet. */
  readonly since: SyncToken | undefined;
  /** What the device saw beyond `since` is of a future that PostgreSQL has lost, so it may believe what is not true. */
  readonly lost?: LostPart | undefined;
  readonly filter: SyncFilter;
  /** All state of joined rooms, whatever `since` says. */
  readonly fullState: boolean;
  /** State as it is at the end of the timeline, not at its start. */
  readonly stateAfter: boolean;
}

/** Of what a client may believe things that are not true. */
export interface LostPart {
  /** Room partitions. */
  readonly partitions: ReadonlySet<number>;
  /** The user's own account data and devices. */
  readonly user: boolean;
}

/** Up to where changes are selected; everything is as of these positions. */
export interface SyncTarget {
  readonly room: readonly number[];
  readonly user: number;
  readonly typing: number;
}

/** What the views hold of the one who asks. */
export interface SelectionParts {
  readonly user: UserView;
  readonly device: DeviceView;
  /** Absent when members are not lazy-loaded or redundant ones are asked for. */
  readonly memory: MemberMemory | undefined;
  /** What this answer takes of the memory for answers. */
  readonly share: AnswerShare;
  readonly signal: AbortSignal;
}

/** A question at the moment as of which it is answered: what all that select for it share. */
export interface Selection extends SelectionParts {
  readonly question: SyncQuestion;
  readonly views: Views;
  readonly target: SyncTarget;
  /** Rooms that are left out, with the positions up to which the client was told of them; 0: of nothing. */
  readonly owed: Map<number, number>;
  /** Changes while rooms are selected. */
  readonly seenTyping: SeenTyping;
}

/** Fixes the target: what this replica has taken in by now. */
export function beginSelection(views: Views, question: SyncQuestion, parts: SelectionParts): Selection {
  const { roomApplied, userApplied, typing } = views;
  const target = { room: roomApplied.all(), user: userApplied.of(parts.user.partition), typing: typing.serial };
  return { ...parts, question, views, target, owed: new Map(), seenTyping: new SeenTyping(question.since) };
}

/** Puts a room off to the next answer, which gives all of it. @returns whether the token has room for that */
export function putOff({ owed }: Selection, roomId: string): boolean {
  if (owed.size >= OWED_ROOMS_MAX) return false;
  owed.set(owedRoom(roomId), 0);
  return true;
}

/**
 * Leaves a room out of the answer because it cannot be read; the token says that it is owed.
 * @param known position up to which the client was told of it
 * @throws MatrixError 503 when that are too many: then it is not the rooms that are bad
 */
export function leaveOut(
  { views, owed }: Pick<Selection, 'views' | 'owed'>,
  { roomId, known }: { readonly roomId: string; readonly known: number | undefined },
  error: unknown,
): void {
  views.ports.reports.roomLeftOut(roomId, error);
  views.rooms.owe(roomId);
  owed.set(owedRoom(roomId), known ?? 0);
  if (owed.size > OWED_ROOMS_MAX) throw MatrixError.unavailable('too many rooms cannot be read', error);
}

/** Whether the device may believe what is not true of the rooms of a partition. */
export function isLostIn({ lost }: SyncQuestion, partition: number): boolean {
  return lost?.partitions.has(partition) ?? false;
}

/**
 * Account data that is given: what changed, or all of it for a room that is new to the client.
 * @param roomId empty: what belongs to no room
 */
export function changedAccountData(
  { question, user, target }: Selection,
  roomId: string,
  isNew: boolean,
): AccountDatum[] {
  const after = isNew ? -1 : (question.since?.user ?? -1);
  return user.accountData.changes
    .between(after, target.user)
    .filter((datum) => datum.roomId === roomId && question.filter.allowsAccountData(datum.type, roomId));
}
