import { roomLog, userLog, type SyncToken } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { withDeadline } from '@chappe/runtime';
import { CATCH_UP_MS_MAX, FIRST_SYNC_CATCH_UP_MS_MAX } from '../sync.limits.js';
import type { Views } from '../views/views.js';

/**
 * Waits until this replica has taken in what a client's token names.
 * @param userPartition of the token's user in the user log
 * @throws MatrixError M_INVALID_PARAM for positions that were never given out, M_UNKNOWN (503) when this replica is
 * too far behind
 */
export async function catchUp(views: Views, token: SyncToken, userPartition: number): Promise<void> {
  const { roomApplied, userApplied } = views;
  if (roomApplied.hasReached(token.room) && userApplied.of(userPartition) >= token.user) return;
  await refuseFuture(views, token, userPartition);
  await waitFor(views, async (signal) => {
    await roomApplied.reachAll(token.room, signal);
    await userApplied.reach(userPartition, token.user, signal);
  });
}

/** Waits until this replica has taken in the user log as far as something that was read from its owner. */
export async function catchUpUser(views: Views, userPartition: number, position: number): Promise<void> {
  if (views.userApplied.of(userPartition) >= position) return;
  await waitFor(views, (signal) => views.userApplied.reach(userPartition, position, signal));
}

/**
 * Waits until this replica has taken in what is committed now, so that a first answer shows what any replica has
 * acknowledged before. One that is far behind answers with what it has: the next answers bring the rest.
 */
export async function catchUpToNow({ ports, roomApplied, userApplied }: Views, userPartition: number): Promise<void> {
  const [room, user] = await Promise.all([ports.eventLog.positions(roomLog), ports.eventLog.positions(userLog)]);
  const userPosition = user[userPartition] ?? 0;
  if (roomApplied.hasReached(room) && userApplied.of(userPartition) >= userPosition) return;
  const isThere = withDeadline(ports.clock, FIRST_SYNC_CATCH_UP_MS_MAX, async (signal) => {
    await roomApplied.reachAll(room, signal);
    await userApplied.reach(userPartition, userPosition, signal);
  });
  await isThere.catch(() => undefined);
}

async function waitFor(views: Views, reach: (signal: AbortSignal) => Promise<void>): Promise<void> {
  try {
    await withDeadline(views.ports.clock, CATCH_UP_MS_MAX, reach);
  } catch (error) {
    throw MatrixError.unavailable('this server has not caught up yet', error);
  }
}

async function refuseFuture({ ports }: Views, token: SyncToken, userPartition: number): Promise<void> {
  const [room, user] = await Promise.all([ports.eventLog.positions(roomLog), ports.eventLog.positions(userLog)]);
  const isKnown = token.room.every((position, partition) => position <= (room[partition] ?? 0));
  if (isKnown && token.user <= (user[userPartition] ?? 0)) return;
  throw MatrixError.invalidParam('the token names a position that does not exist');
}
