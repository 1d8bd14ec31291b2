import type { SyncToken } from '@chappe/contracts';
import type { LogPositions } from '@chappe/event-log';
import { MatrixError } from '@chappe/matrix-api';
import type { LostPart } from '../select/selection.js';
import type { TokenOutcome } from '../sync.telemetry.js';
import type { Views } from '../views/views.js';

/** What a client's token is good for. */
export interface JudgedToken {
  /** What of it is true still, in the generation of the views. */
  readonly token: SyncToken;
  /** Up to which position of the user's log the device certainly has its to-device messages. */
  readonly confirmed: number;
  /** Undefined: it is whole. */
  readonly lost: LostPart | undefined;
}

/**
 * Finds out what is true still of a token of any generation. Of an earlier one that is as much as there was when the
 * next began; what the client saw beyond was lost with it. A generation that nobody remembers counts for nothing.
 * @param userPartition of the token's user in the user log
 * @param report told of tokens of other generations
 * @throws MatrixError 503 while this replica is in an earlier generation than others
 */
export async function judgeToken(
  views: Views,
  token: SyncToken,
  { userPartition, report }: { readonly userPartition: number; readonly report?: (outcome: TokenOutcome) => void },
): Promise<JudgedToken> {
  const whole = { token, confirmed: token.user, lost: undefined };
  if (token.generation === views.generation) return whole;
  const { generations } = views.ports.eventLog;
  const survivors = await generations.find(token.generation);
  if (views.generation !== generations.current) throw MatrixError.unavailable('the server is starting');
  if (survivors === null) return whole;
  const judged = judgeBy(survivors ?? NOTHING, token, { userPartition, generation: views.generation });
  report?.(judged.lost ? (survivors ? 'partly lost' : 'unknown') : 'whole');
  return judged;
}

const NOTHING: LogPositions = { room: [], user: [] };

function judgeBy(
  survivors: LogPositions,
  token: SyncToken,
  { userPartition, generation }: { readonly userPartition: number; readonly generation: number },
): JudgedToken {
  const room = token.room.map((position, partition) => Math.min(position, survivors.room[partition] ?? 0));
  const confirmed = Math.min(token.user, survivors.user[userPartition] ?? 0);
  const lost = lostPart(token, { room, user: confirmed });
  // Of what is lost of the user's own, account data above all, nobody knows what it was: all of it is told again.
  const user = lost?.user ? 0 : confirmed;
  return { token: { ...token, generation, room, user }, confirmed, lost };
}

function lostPart(token: SyncToken, kept: Pick<SyncToken, 'room' | 'user'>): LostPart | undefined {
  const partitions = new Set<number>();
  for (const [partition, position] of token.room.entries()) {
    if (position > (kept.room[partition] ?? 0)) partitions.add(partition);
  }
  const user = token.user > kept.user;
  return partitions.size > 0 || user ? { partitions, user } : undefined;
}
