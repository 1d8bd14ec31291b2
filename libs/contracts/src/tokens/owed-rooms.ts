import { sha256 } from '@chappe/crypto';

/**
 * Rooms that a token carries besides its vector: in an answer that has to leave out more, something else is wrong. Each
 * takes 15 characters at most.
 */
export const OWED_ROOMS_MAX = 100;

const ROOM_BYTES = 5;

/** Stands for a room in a token: the first 40 bits of its SHA-256. */
export function owedRoom(roomId: string): number {
  return Buffer.from(sha256(roomId)).readUIntBE(0, ROOM_BYTES);
}

/** Where a client stands, room by room. */
interface Known {
  readonly room: readonly number[];
  readonly owed?: ReadonlyMap<number, number> | undefined;
}

/** Whether a token owes a room. */
export function isOwed(token: Pick<Known, 'owed'> | undefined, roomId: string): boolean {
  return token?.owed !== undefined && token.owed.size > 0 && token.owed.has(owedRoom(roomId));
}

/** Up to which position the client was told of a room; undefined: of nothing yet. */
export function knownPosition(
  token: Known | undefined,
  { roomId, partition }: { readonly roomId: string; readonly partition: number },
): number | undefined {
  if (!isOwed(token, roomId)) return token?.room[partition];
  return token?.owed?.get(owedRoom(roomId)) || undefined;
}
