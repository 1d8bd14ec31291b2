import type { NodeHash } from '@chappe/events';
import { type Branch, FOUNDER, type GeneratedRoom, memberId } from './generated-room.ts';

/** A way in which a room's state has come apart. */
export interface Fork {
  readonly name: string;
  /** State events on all branches together. */
  readonly events: number;
  /** Makes the branches. */
  grow(room: GeneratedRoom, members: number): NodeHash[];
}

/** Every tenth is a power event of some kind, which is far more than in any room we know of. */
const POWER_EVENT_EVERY = 10;

export const FORKS: readonly Fork[] = [
  {
    name: 'two halves: 15,000 joins and leaves on each side',
    events: 30_000,
    grow: (room, members) => grow(room, [15_000, 15_000], (branch, n, side) => comeOrGo(branch, n, side, members)),
  },
  {
    name: 'long absence: 29,900 events of all kinds against 100',
    events: 30_000,
    grow: (room, members) => grow(room, [29_900, 100], (branch, n, side) => anything(branch, n, side, members)),
  },
  {
    name: 'quarrel: 1,000 changes of power, bans and unbans on each side',
    events: 2_000,
    grow: (room) => grow(room, [1_000, 1_000], quarrel),
  },
  {
    name: 'shattered: 20 branches of 100 events of all kinds',
    events: 2_000,
    grow: (room, members) =>
      grow(
        room,
        Array.from({ length: 20 }, () => 100),
        (branch, n, side) => anything(branch, n, side, members),
      ),
  },
];

function grow(
  room: GeneratedRoom,
  lengths: readonly number[],
  step: (branch: Branch, n: number, side: number) => void,
): NodeHash[] {
  return lengths.map((length, side) => {
    const branch = room.trunk.fork();
    for (let n = 0; n < length; n += 1) step(branch, n, side);
    return branch.root;
  });
}

/** Newcomers, and every third time a member of old who leaves. */
function comeOrGo(branch: Branch, n: number, side: number, members: number): void {
  const old = memberId(1 + ((2 * n + side) % (members - 1)));
  if (n % 3 === 0 && isIn(branch, old)) branch.member(old, old, 'leave');
  else branch.member(newcomer(n, side), newcomer(n, side), 'join');
}

function anything(branch: Branch, n: number, side: number, members: number): void {
  if (n % POWER_EVENT_EVERY === 0) quarrel(branch, n / POWER_EVENT_EVERY, side);
  else if (n % POWER_EVENT_EVERY === 1) setTopic(branch, n);
  else comeOrGo(branch, n, side, members);
}

/** Moderators come and go, and ban and forgive. */
function quarrel(branch: Branch, n: number, side: number): void {
  const target = `@troll-${n % 50}:ministry-${side}.example`;
  if (n % 4 === 0) setModerator(branch, n, side);
  else if (n % 4 === 1) branch.member(FOUNDER, target, 'ban');
  else if (n % 4 === 2) branch.member(FOUNDER, target, 'leave');
  else setTopic(branch, n);
}

function setModerator(branch: Branch, n: number, side: number): void {
  const content = branch.levels({ [memberId(1 + ((n + side) % 50))]: 50 });
  branch.add({ type: 'm.room.power_levels', sender: FOUNDER, stateKey: '', content });
}

function setTopic(branch: Branch, n: number): void {
  branch.add({ type: 'm.room.topic', sender: FOUNDER, stateKey: '', content: { topic: `Number ${n}` } });
}

function newcomer(n: number, side: number): string {
  return `@newcomer-${n}:ministry-${20 + side}.example`;
}

function isIn(branch: Branch, userId: string): boolean {
  return branch.membershipOf(userId) === 'join';
}
