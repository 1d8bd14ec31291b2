import { describe, expect, it } from 'vitest';
import { ChangeMembershipRequest, MembershipAction } from '@chappe/contracts';
import { interceptStatements } from '../fixtures/intercept-commits.js';
import { state } from '../fixtures/requests.js';
import { ALICE, BOB, EVE, RoomSuite } from '../fixtures/room-suite.js';
import { pduOf, TestRoom } from '../fixtures/test-room.js';

const MOD = '@mod:test.example';
const USER = '@user:test.example';
const FORBIDDEN = { errcode: 'M_FORBIDDEN', status: 403 };
const FREE_FOR_ALL = { room_version: '11', power_level_content_override: { invite: 0 } };

type Action = 'join' | 'invite' | 'knock' | 'leave' | 'kick' | 'ban' | 'unban' | 'update_profile';

let statements = 0;

const suite = new RoomSuite({
  between: (postgres) =>
    interceptStatements(postgres, 'room-', (run) => {
      statements++;
      return run();
    }),
});

function actionOf(action: Action): MembershipAction {
  return MembershipAction[`MEMBERSHIP_ACTION_${action.toUpperCase()}` as keyof typeof MembershipAction];
}

interface Change {
  readonly roomId: string;
  readonly sender: string;
  readonly target?: string;
  readonly reason?: string;
  readonly profile?: { readonly displayname?: string };
}

async function change(action: Action, { target, profile, ...parts }: Change): Promise<string> {
  const request = ChangeMembershipRequest.fromPartial({
    ...parts,
    action: actionOf(action),
    target: target ?? parts.sender,
    ...(profile && { profile: { userId: target ?? parts.sender, ...profile } }),
  });
  return (await suite.client.changeMembership(request)).eventId;
}

async function create(joinRule: string, body: object = FREE_FOR_ALL): Promise<TestRoom> {
  const joinRules = { type: 'm.room.join_rules', content: { join_rule: joinRule } };
  return TestRoom.create(suite.client, ALICE, { initial_state: [joinRules], ...body });
}

async function contentOf(testRoom: TestRoom, eventId: string): Promise<object | undefined> {
  const event = await testRoom.event(ALICE, eventId);
  return event && pduOf(event).content;
}

const membershipIn = async (testRoom: TestRoom, user: string): Promise<unknown> => {
  const [member] = await testRoom.state(ALICE, 'm.room.member', user);
  return member && pduOf(member).content['membership'];
};

/** Brings the target into the state from which a transition starts. */
async function bring(testRoom: TestRoom, membership: string): Promise<void> {
  const { roomId } = testRoom;
  if (membership === 'leave') {
    await change('invite', { roomId, sender: ALICE, target: BOB });
    await change('leave', { roomId, sender: BOB });
  }
  if (membership === 'invite') await change('invite', { roomId, sender: ALICE, target: BOB });
  if (membership === 'join') await change('join', { roomId, sender: BOB });
  if (membership === 'knock') await change('knock', { roomId, sender: BOB });
  if (membership === 'ban') await change('ban', { roomId, sender: ALICE, target: BOB });
}

// Action, membership before, join rule; then the membership after it, `same` where no event is made, or a refusal.
const TRANSITIONS: [Action, string, string, string][] = [
  ['join', 'none', 'public', 'join'],
  ['join', 'none', 'invite', 'refused'],
  ['join', 'leave', 'public', 'join'],
  ['join', 'leave', 'invite', 'refused'],
  ['join', 'invite', 'invite', 'join'],
  ['join', 'join', 'public', 'same'],
  ['join', 'knock', 'knock', 'refused'],
  ['join', 'ban', 'public', 'refused'],
  ['invite', 'none', 'invite', 'invite'],
  ['invite', 'leave', 'invite', 'invite'],
  ['invite', 'invite', 'invite', 'same'],
  ['invite', 'join', 'public', 'refused'],
  ['invite', 'knock', 'knock', 'invite'],
  ['invite', 'ban', 'public', 'refused'],
  ['knock', 'none', 'knock', 'knock'],
  ['knock', 'none', 'invite', 'refused'],
  ['knock', 'none', 'public', 'refused'],
  ['knock', 'leave', 'knock', 'knock'],
  ['knock', 'invite', 'knock', 'refused'],
  ['knock', 'knock', 'knock', 'same'],
  ['knock', 'join', 'public', 'refused'],
  ['knock', 'ban', 'knock', 'refused'],
  ['leave', 'none', 'public', 'refused'],
  ['leave', 'leave', 'public', 'same'],
  ['leave', 'invite', 'invite', 'leave'],
  ['leave', 'join', 'public', 'leave'],
  ['leave', 'knock', 'knock', 'leave'],
  ['leave', 'ban', 'public', 'refused'],
  ['kick', 'none', 'public', 'refused'],
  ['kick', 'leave', 'public', 'refused'],
  ['kick', 'invite', 'invite', 'leave'],
  ['kick', 'join', 'public', 'leave'],
  ['kick', 'knock', 'knock', 'leave'],
  ['kick', 'ban', 'public', 'refused'],
  ['ban', 'none', 'public', 'ban'],
  ['ban', 'leave', 'public', 'ban'],
  ['ban', 'invite', 'invite', 'ban'],
  ['ban', 'join', 'public', 'ban'],
  ['ban', 'knock', 'knock', 'ban'],
  ['ban', 'ban', 'public', 'same'],
  ['unban', 'none', 'public', 'refused'],
  ['unban', 'join', 'public', 'refused'],
  ['unban', 'ban', 'public', 'leave'],
  ['update_profile', 'invite', 'invite', 'refused'],
  ['update_profile', 'join', 'public', 'same'],
];
const CASES = TRANSITIONS.map(([action, before, rule, after]) => ({ action, before, rule, after }));
const BY_ADMINISTRATOR: ReadonlySet<Action> = new Set(['invite', 'kick', 'ban', 'unban']);

describe('a change of membership', () => {
  it.each(CASES)(
    '$action of a user with membership $before under join rule $rule: $after',
    async ({ action, before, rule, after }) => {
      const testRoom = await create(rule);
      const { roomId } = testRoom;
      await bring(testRoom, before);
      const [standing] = await testRoom.state(ALICE, 'm.room.member', BOB).catch(() => []);
      const changed = change(action, { roomId, sender: BY_ADMINISTRATOR.has(action) ? ALICE : BOB, target: BOB });
      if (after === 'refused') {
        await expect(changed).rejects.toMatchObject(FORBIDDEN);
        return;
      }
      const eventId = await changed;
      if (after === 'same') expect(eventId).toBe(standing?.eventId);
      else expect(await membershipIn(testRoom, BOB)).toBe(after);
    },
  );

  it.each(['invite', 'kick', 'ban', 'unban'] as const)('%s is refused to who is not in the room', async (action) => {
    const { roomId } = await create('public');
    for (const target of [BOB, USER]) await change('ban', { roomId, sender: ALICE, target });
    await change('unban', { roomId, sender: ALICE, target: USER });
    await change('invite', { roomId, sender: ALICE, target: USER });
    for (const target of [BOB, USER, '@never:test.example']) {
      await expect(change(action, { roomId, sender: EVE, target })).rejects.toMatchObject(FORBIDDEN);
    }
  });

  it('needs more power than the target has', async () => {
    const levels = { users: { [ALICE]: 100, [MOD]: 50, [BOB]: 50 } };
    const testRoom = await create('public', { room_version: '11', power_level_content_override: levels });
    const { roomId } = testRoom;
    for (const user of [MOD, BOB, USER]) await testRoom.join(user);
    for (const action of ['kick', 'ban'] as const) {
      await expect(change(action, { roomId, sender: MOD, target: ALICE })).rejects.toMatchObject(FORBIDDEN);
      await expect(change(action, { roomId, sender: MOD, target: BOB })).rejects.toMatchObject(FORBIDDEN);
      await expect(change(action, { roomId, sender: USER, target: BOB })).rejects.toMatchObject(FORBIDDEN);
    }
    await change('kick', { roomId, sender: MOD, target: USER });
    await change('ban', { roomId, sender: MOD, target: USER });
    await change('unban', { roomId, sender: MOD, target: USER });
    expect(await membershipIn(testRoom, USER)).toBe('leave');
  });

  it('to invite oneself is refused', async () => {
    const { roomId } = await create('public');
    await expect(change('invite', { roomId, sender: ALICE })).rejects.toMatchObject(FORBIDDEN);
  });

  it('writes the reason, and the profile where the user is to be seen', async () => {
    const testRoom = await create('invite');
    const { roomId } = testRoom;
    const profile = { displayname: 'Bob' };
    const invite = await change('invite', { roomId, sender: ALICE, target: BOB, profile, reason: 'come' });
    expect(await contentOf(testRoom, invite)).toEqual({ membership: 'invite', displayname: 'Bob', reason: 'come' });
    const join = await change('join', { roomId, sender: BOB, profile });
    expect(await contentOf(testRoom, join)).toEqual({ membership: 'join', displayname: 'Bob' });
    const ban = await change('ban', { roomId, sender: ALICE, target: BOB, profile, reason: 'spam' });
    expect(await contentOf(testRoom, ban)).toEqual({ membership: 'ban', reason: 'spam' });
  });

  it('repeated with another reason is a new event', async () => {
    const { roomId } = await create('public');
    const first = await change('ban', { roomId, sender: ALICE, target: BOB, reason: 'spam' });
    expect(await change('ban', { roomId, sender: ALICE, target: BOB, reason: 'spam' })).toBe(first);
    expect(await change('ban', { roomId, sender: ALICE, target: BOB, reason: 'scam' })).not.toBe(first);
  });

  it('writes a new profile into the member event of who is joined', async () => {
    const testRoom = await create('public');
    const { roomId } = testRoom;
    await testRoom.join(BOB);
    const named = await change('update_profile', { roomId, sender: BOB, profile: { displayname: 'Bob' } });
    expect(await contentOf(testRoom, named)).toEqual({ membership: 'join', displayname: 'Bob' });
    expect(await change('update_profile', { roomId, sender: BOB, profile: { displayname: 'Bob' } })).toBe(named);
  });

  it('in a room that this server does not have is refused', async () => {
    const roomId = '!unknown:test.example';
    await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
    await expect(change('knock', { roomId, sender: BOB })).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
    await expect(change('leave', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
  });

  it('asked for 20 times at once is made once', async () => {
    const testRoom = await create('public');
    const { roomId } = testRoom;
    const joins = await Promise.all(Array.from({ length: 20 }, () => change('join', { roomId, sender: BOB })));
    expect(new Set(joins).size).toBe(1);
    expect((await testRoom.everything()).filter((event) => pduOf(event).state_key === BOB)).toHaveLength(1);
  });
});

describe('a restricted room', () => {
  const allow = (...rooms: string[]): object[] =>
    rooms.map((roomId) => ({ type: 'm.room_membership', room_id: roomId }));

  async function restricted(rule: string, rooms: string[], body: object = FREE_FOR_ALL): Promise<TestRoom> {
    const testRoom = await create('invite', body);
    await suite.client.sendEvent(
      state(testRoom.roomId, ALICE, {
        type: 'm.room.join_rules',
        content: { join_rule: rule, allow: [...allow(...rooms), { type: 'org.example' }] },
      }),
    );
    return testRoom;
  }

  it.each(['restricted', 'knock_restricted'])(
    'with join rule %s lets in members of the allowed rooms',
    async (rule) => {
      const space = await create('public');
      const testRoom = await restricted(rule, ['!unknown:test.example', space.roomId]);
      const { roomId } = testRoom;
      await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
      await space.join(BOB);
      const eventId = await change('join', { roomId, sender: BOB });
      const content = { membership: 'join', join_authorised_via_users_server: ALICE };
      expect(await contentOf(testRoom, eventId)).toEqual(content);
      await space.leave(BOB);
      await testRoom.leave(BOB);
      await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
    },
  );

  it('asks about as many allowed rooms as an event can name in few statements', async () => {
    const space = await create('public');
    const unknown = Array.from({ length: 1_200 }, (_, index) => `!${index}`);
    const { roomId } = await restricted('restricted', [...unknown, space.roomId]);
    statements = 0;
    await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
    expect(statements).toBeLessThan(20);
    await space.join(BOB);
    await change('join', { roomId, sender: BOB });
  });

  it('lets in the invited without a condition', async () => {
    const testRoom = await restricted('restricted', []);
    const { roomId } = testRoom;
    await change('invite', { roomId, sender: ALICE, target: BOB });
    const eventId = await change('join', { roomId, sender: BOB });
    expect(await contentOf(testRoom, eventId)).toEqual({ membership: 'join' });
  });

  it('lets nobody in when no local member may invite', async () => {
    const space = await create('public');
    await space.join(BOB);
    const testRoom = await restricted('restricted', [space.roomId]);
    const { roomId } = testRoom;
    await testRoom.leave(ALICE);
    await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
  });

  it('lets nobody in who is banned', async () => {
    const space = await create('public');
    await space.join(BOB);
    const { roomId } = await restricted('restricted', [space.roomId]);
    await change('ban', { roomId, sender: ALICE, target: BOB });
    await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
  });

  it('is as good as closed in a room version without that rule', async () => {
    const space = await create('public');
    await space.join(BOB);
    const { roomId } = await restricted('restricted', [space.roomId], { room_version: '7' });
    await expect(change('join', { roomId, sender: BOB })).rejects.toMatchObject(FORBIDDEN);
  });
});
