import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Membership } from '../content/member-content.js';
import type { Pdu } from '../content/pdu.js';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import type { EventInRoom } from './event-in-room.js';
import { mayUserSee, type HistoryVisibility } from './history-visibility.js';
import { mayServerSee } from './may-server-see.js';
import { serverQuestion } from './server-question.js';
import { userQuestion } from './user-question.js';

const VISIBILITIES: HistoryVisibility[] = ['world_readable', 'shared', 'invited', 'joined'];
const MEMBERSHIPS: Membership[] = ['invite', 'join', 'knock', 'leave', 'ban'];

/** An event in a history without forks. */
interface Moment extends EventInRoom {
  readonly membersBefore: readonly Pdu[];
  readonly later: readonly Pdu[];
}

function momentsOf(history: readonly Pdu[]): Moment[] {
  return history.map((pdu, index) => {
    const state = new Map<string, Pdu>();
    for (const earlier of history.slice(0, index)) {
      if (earlier.state_key !== undefined) state.set(`${earlier.type} ${earlier.state_key}`, earlier);
    }
    const membersBefore = [...state.values()].filter(({ type }) => type === 'm.room.member');
    const stateBefore = (type: string, stateKey: string) => state.get(`${type} ${stateKey}`);
    return { pdu, stateBefore, membersBefore, later: history.slice(index + 1) };
  });
}

const isJoinOf = (belongs: (userId: string) => boolean) => (pdu: Pdu) =>
  pdu.type === 'm.room.member' && belongs(pdu.state_key ?? '') && pdu.content['membership'] === 'join';

const serverOf = (userId: string) => userId.slice(userId.indexOf(':') + 1);

function userSees(moment: Moment, userId: string): boolean {
  return mayUserSee(userQuestion(moment, userId, moment.later.some(isJoinOf((id) => id === userId))));
}

function serverSees(moment: Moment, serverName: string): boolean {
  const joinedLater = moment.later.some(isJoinOf((userId) => serverOf(userId) === serverName));
  return mayServerSee(serverQuestion(moment, { serverName, membersBefore: moment.membersBefore, joinedLater }));
}

/** The rules for users and for the two kinds of event about themselves, as they stand in the specification. */
function naiveUserSees({ pdu, stateBefore, later }: Moment, userId: string): boolean {
  const [before, own] = [stateBefore('m.room.history_visibility', ''), stateBefore('m.room.member', userId)];
  const visibilities = [before, ...(pdu.type === 'm.room.history_visibility' ? [pdu] : [])];
  const memberships = [own, ...(pdu.type === 'm.room.member' && pdu.state_key === userId ? [pdu] : [])];
  return visibilities.some((visible) =>
    memberships.some((member) => {
      const visibility = visible?.content['history_visibility'] ?? 'shared';
      const membership = member?.content['membership'] ?? 'leave';
      if (visibility === 'world_readable') return true;
      if (membership === 'join') return true;
      if (visibility === 'shared' && later.some(isJoinOf((id) => id === userId))) return true;
      return membership === 'invite' && visibility === 'invited';
    }),
  );
}

interface VisibilityCase extends Vector {
  readonly events: readonly Pdu[];
  /** Indexes of the events that a user or a server may see. */
  readonly users: Readonly<Record<string, number[]>>;
  readonly servers: Readonly<Record<string, number[]>>;
}

describe('history visibility of users and servers', () => {
  it.each(readVectors<VisibilityCase>('history-visibility'))('$title', ({ events, users, servers }) => {
    const moments = momentsOf(events);
    const seen = (sees: (moment: Moment) => boolean) => moments.flatMap((moment, index) => (sees(moment) ? index : []));
    for (const [userId, expected] of Object.entries(users)) {
      expect(
        seen((moment) => userSees(moment, userId)),
        userId,
      ).toEqual(expected);
    }
    for (const [serverName, expected] of Object.entries(servers)) {
      expect(
        seen((moment) => serverSees(moment, serverName)),
        serverName,
      ).toEqual(expected);
    }
  });

  it('gives a server what one of its users may see, in any history', () => {
    const users = ['@a:a.example', '@b:b.example', '@c:b.example', '@d:c.example'];
    const visibility = fc.constantFrom<string[]>(...VISIBILITIES).map((value) => ({
      type: 'm.room.history_visibility',
      state_key: '',
      content: { history_visibility: value },
    }));
    const member = fc.record({
      type: fc.constant('m.room.member'),
      state_key: fc.constantFrom(...users),
      content: fc.record({ membership: fc.constantFrom<string[]>(...MEMBERSHIPS) }),
    });
    const message = fc.constant({ type: 'm.room.message', content: {} });
    const history = fc.array(fc.oneof(visibility, member, message), { maxLength: 12 });
    fc.assert(
      fc.property(history, (events) => {
        for (const moment of momentsOf(events as unknown as Pdu[])) {
          const seeing = users.filter((userId) => naiveUserSees(moment, userId));
          expect(users.filter((userId) => userSees(moment, userId))).toEqual(seeing);
          const isWorldReadable = naiveUserSees(moment, '@nobody:d.example');
          for (const server of ['a.example', 'b.example', 'c.example', 'd.example']) {
            const expected = isWorldReadable || seeing.some((userId) => serverOf(userId) === server);
            expect(serverSees(moment, server)).toBe(expected);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the truth table for servers', () => {
  const rows = VISIBILITIES.flatMap((visibility) =>
    [undefined, ...VISIBILITIES].flatMap((visibilityBefore) =>
      [false, true].map((joinedLater) => ({ visibility, visibilityBefore, joinedLater })),
    ),
  );
  const memberships = [
    [],
    ...MEMBERSHIPS.map((one) => [one]),
    ...MEMBERSHIPS.flatMap((a) => MEMBERSHIPS.map((b) => [a, b])),
  ];

  it.each(rows)('$visibilityBefore, $visibility, joined later: $joinedLater', (row) => {
    for (const membersAt of memberships) {
      const inForce = [row.visibility, row.visibilityBefore];
      const expected =
        inForce.includes('world_readable') ||
        membersAt.includes('join') ||
        (inForce.includes('shared') && row.joinedLater) ||
        (inForce.includes('invited') && membersAt.includes('invite'));
      expect(mayServerSee({ ...row, memberships: membersAt }), membersAt.join()).toBe(expected);
    }
  });

  it('is read without the members where they do not matter', () => {
    const memberships: Iterable<Membership> = {
      [Symbol.iterator]: () => {
        throw new Error('read');
      },
    };
    expect(mayServerSee({ visibility: 'world_readable', memberships, joinedLater: false })).toBe(true);
    expect(mayServerSee({ visibility: 'shared', memberships, joinedLater: true })).toBe(true);
    expect(() => mayServerSee({ visibility: 'joined', memberships, joinedLater: true })).toThrow('read');
  });
});
