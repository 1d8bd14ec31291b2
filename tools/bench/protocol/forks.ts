import type { NodeHash } from '@chappe/events';
import { type Branch, FOUNDER, type GeneratedRoom, memberId } from './generated-room.ts';

/** A way in which a room's state has come apart. */
export interface Fork {
  readonly name: string;
  /** State events on each branch. */
  readonly lengths: readonly number[];
  /** Whether one more branch has stayed where the room began: everybody who joined is in conflict. */
  readonly withFoundation?: boolean;
  /** Adds one event to a branch. */
  readonly step: (branch: Branch, step: Step) => void;
}

/** The n-th event on one of the branches, in a room that began with so many members. */
interface Step {
  readonly n: number;
  readonly side: number;
  readonly members: number;
}

/** Every tenth is a power event of some kind, which is far more than in any room we know of. */
const POWER_EVENT_EVERY = 10;

export const FORKS: readonly Fork[] = [
  { name: 'two halves: 15,000 joins and leaves on each side', lengths: [15_000, 15_000], step: comeOrGo },
  { name: 'long absence: 29,900 events of all kinds against 100', lengths: [29_900, 100], step: anything },
  {
    name: 'quarrel: 1,000 changes of power, bans and unbans on each side',
    lengths: [1_000, 1_000],
    step: quarrel,
  },
  {
    name: 'shattered: 20 branches of 100 events of all kinds',
    lengths: Array.from({ length: 20 }, () => 100),
    step: anything,
  },
  { name: 'left behind: all members joined on one branch', lengths: [1], withFoundation: true, step: comeOrGo },
];

/** Makes the branches of a fork; their roots. */
export function growFork(fork: Fork, room: GeneratedRoom, members: number): NodeHash[] {
  const { lengths, step, withFoundation = false } = fork;
  const roots = lengths.map((length, side) => {
    const branch = room.trunk.fork();
    for (let n = 0; n < length; n += 1) step(branch, { n, side, members });
    return branch.root;
  });
  return withFoundation ? [...roots, room.foundation.root] : roots;
}

/** Newcomers, and every third time a member of old who leaves. */
function comeOrGo(branch: Branch, { n, side, members }: Step): void {
  const old = memberId(1 + ((2 * n + side) % (members - 1)));
  if (n % 3 === 0 && isIn(branch, old)) branch.member(old, old, 'leave');
  else branch.member(newcomer(n, side), newcomer(n, side), 'join');
}

function anything(branch: Branch, step: Step): void {
  const { n } = step;
  if (n % POWER_EVENT_EVERY === 0) quarrel(branch, { ...step, n: n / POWER_EVENT_EVERY });
  else if (n % POWER_EVENT_EVERY === 1) setTopic(branch, n);
  else comeOrGo(branch, step);
}

/** Moderators come and go, and ban and forgive. */
function quarrel(branch: Branch, { n, side }: Step): void {
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
