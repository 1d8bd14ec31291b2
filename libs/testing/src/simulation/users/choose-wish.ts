import { type Membership, serverNameOf, type UserId } from '@chappe/events';
import type { JsonObject } from '@chappe/crypto';
import { viewRoom, type RoomView } from '../server/room-view.js';
import type { SimulatedServer } from '../server/simulated-server.js';
import type { UserWish } from '../server/user-wish.js';
import type { SeededRandom } from '../world/seeded-random.js';

/** What a choice depends on. */
export interface ChoiceContext {
  readonly userId: string;
  readonly server: SimulatedServer;
  readonly random: SeededRandom;
  readonly allUsers: readonly string[];
  readonly residents: readonly string[];
}

interface Choice extends ChoiceContext {
  readonly view: RoomView;
}

const LEVELS = [0, 0, 40, 50, 50, 60, 100];
const JOIN_RULES = ['public', 'public', 'public', 'invite', 'knock', 'restricted', 'knock_restricted'];

/** Something a user might do next; nothing when there is nothing to be done. Not all of it is allowed. */
export function chooseWish(context: ChoiceContext): UserWish | undefined {
  const { server, userId, random } = context;
  const view = viewRoom(server);
  if (view === undefined || !view.servers.has(server.name)) return chooseFromOutside(context);
  const choice = { ...context, view };
  if (view.members.get(userId) !== 'join') return chooseEntry(choice);
  const weights = CHOICES.flatMap(([weight, choose]) =>
    Array<(choice: Choice) => UserWish | undefined>(weight).fill(choose),
  );
  return random.oneOf(weights)?.(choice);
}

function chooseFromOutside({ userId, random, residents }: ChoiceContext): UserWish | undefined {
  const resident = random.oneOf(residents);
  const membership = random.oneOf<Membership>(['join', 'join', 'join', 'join', 'knock', 'leave']) ?? 'join';
  return resident === undefined ? undefined : { kind: 'membership', userId, membership, resident };
}

function chooseEntry({ userId, random, view, residents }: Choice): UserWish {
  const membership = random.oneOf<Membership>(['join', 'join', 'join', 'knock', 'leave']) ?? 'join';
  const isRestricted = view.joinRule.includes('restricted') && random.chance(50);
  const resident = isRestricted ? random.oneOf(residents) : undefined;
  return { kind: 'membership', userId, membership, ...(resident !== undefined && { resident }) };
}

const CHOICES: readonly (readonly [weight: number, (choice: Choice) => UserWish | undefined])[] = [
  [
    10,
    ({ userId, random }) =>
      send(userId, { type: 'm.room.message', content: { body: `text ${random.between(1, 99)}` } }),
  ],
  [5, ({ userId, random }) => setState(userId, 'm.room.topic', { topic: `topic ${random.between(1, 99)}` })],
  [2, ({ userId, random }) => setState(userId, `sim.${random.between(1, 3)}`, { value: random.between(1, 99) })],
  [2, ({ userId }) => ({ kind: 'membership', userId, membership: 'leave' })],
  [1, ({ userId }) => ({ kind: 'membership', userId, membership: 'join' })],
  [4, chooseInvite],
  [3, (choice) => chooseTarget(choice, 'ban')],
  [4, (choice) => chooseTarget(choice, 'leave')],
  [7, choosePowerLevels],
  [3, chooseJoinRule],
  [4, chooseRedaction],
  [
    1,
    ({ userId, server }) => send(userId, { type: 'm.room.aliases', stateKey: server.name, content: { aliases: [] } }),
  ],
];

function send(
  sender: string,
  event: { type: string; stateKey?: string; content: JsonObject; redacts?: string },
): UserWish {
  return { kind: 'send', sender, ...event };
}

function setState(sender: string, type: string, content: JsonObject): UserWish {
  return send(sender, { type, stateKey: '', content });
}

function setMember(sender: string, target: string, membership: Membership): UserWish {
  return send(sender, { type: 'm.room.member', stateKey: target, content: { membership } });
}

function chooseInvite({ userId, random, allUsers, view }: Choice): UserWish | undefined {
  const outside = allUsers.filter((user) => view.members.get(user) !== 'join');
  const target = random.oneOf(outside);
  if (target === undefined) return undefined;
  const isRemote = !view.servers.has(serverNameOf(target as UserId));
  const event = { type: 'm.room.member', stateKey: target, sender: userId, content: { membership: 'invite' } };
  return { kind: isRemote ? 'remoteInvite' : 'send', ...event };
}

/** Kick, ban, and unban, which is a kick of someone banned. */
function chooseTarget({ userId, random, view }: Choice, membership: Membership): UserWish | undefined {
  const target = random.oneOf([...view.members.keys()].filter((user) => user !== userId));
  return target === undefined ? undefined : setMember(userId, target, membership);
}

function choosePowerLevels({ userId, random, view, allUsers }: Choice): UserWish {
  const content: JsonObject = { ...view.lookup('m.room.power_levels', '')?.content };
  const target = random.oneOf(allUsers) ?? userId;
  const level = random.oneOf(LEVELS) ?? 0;
  if (random.chance(80)) content['users'] = { ...(content['users'] as JsonObject), [target]: level };
  else if (random.chance(30)) content['events'] = { ...(content['events'] as JsonObject), 'm.room.topic': level };
  else content[random.oneOf(['ban', 'kick', 'redact', 'invite', 'state_default', 'users_default']) ?? 'ban'] = level;
  return setState(userId, 'm.room.power_levels', content);
}

function chooseJoinRule({ userId, random, server }: Choice): UserWish {
  const { knockJoinRules, restrictedJoinRules } = server.world.rules;
  const known = new Set(['public', 'invite', ...knockJoinRules, ...restrictedJoinRules]);
  const rule = random.oneOf(JOIN_RULES.filter((each) => known.has(each))) ?? 'public';
  const content: JsonObject = { join_rule: rule };
  if (rule.includes('restricted')) content['allow'] = [{ type: 'm.room_membership', room_id: '!other:s1.sim' }];
  return setState(userId, 'm.room.join_rules', content);
}

function chooseRedaction({ userId, random, server }: Choice): UserWish | undefined {
  const target = random.oneOf(server.store.timeline.slice(-12));
  if (target === undefined) return undefined;
  return send(userId, { type: 'm.room.redaction', content: {}, redacts: target });
}
