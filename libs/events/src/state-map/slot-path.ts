import { sha256 } from '@chappe/crypto';

import type { StateSlot } from '../content/state-slot.js';

/** Children that an inner node can have. */
export const BRANCHES = 8;
/** Inner nodes on the way to a slot at most; two slots share that many branches only if SHA-256 is broken. */
export const PATH_LENGTH = 80;

const BITS = 3;
/** The byte of the path that holds the root's branch; the other branches use the bytes before it. */
const ROOT_BRANCH_BYTE = 31;
const OTHERS_BRANCH = BRANCHES - 1;

/** The way through the trie to a slot, read by `branchOf`. */
export type SlotPath = (slot: StateSlot) => Uint8Array;

/**
 * The path of a slot, from its hash. At the root, members use all branches but the last and everything else uses the
 * last: what is not a member can so be read from a huge room without its member list, as lazy loading wants.
 */
export function slotPath(slot: StateSlot): Uint8Array {
  // The length keeps ("a", "bc") and ("ab", "c") apart without forbidding any character as separator.
  const hash = Uint8Array.from(sha256(`${slot.type.length} ${slot.type}${slot.stateKey}`));
  hash[ROOT_BRANCH_BYTE] = isMember(slot) ? hash[ROOT_BRANCH_BYTE]! % OTHERS_BRANCH : OTHERS_BRANCH;
  return hash;
}

/** The branch, 0 to 7, that a path takes at an inner node with `depth` nodes above it. */
export function branchOf(path: Uint8Array, depth: number): number {
  if (depth === 0) return path[ROOT_BRANCH_BYTE]! % BRANCHES;
  const bit = (depth - 1) * BITS;
  const byte = bit >> 3;
  const pair = (path[byte]! << 8) | path[byte + 1]!;
  return (pair >> (16 - BITS - (bit & 7))) & (BRANCHES - 1);
}

/** Whether a branch of the root can hold entries other than members. */
export function holdsOthers(branch: number): boolean {
  return branch === OTHERS_BRANCH;
}

/** Whether the slot is a membership. */
export function isMember(slot: StateSlot): boolean {
  return slot.type === 'm.room.member';
}
