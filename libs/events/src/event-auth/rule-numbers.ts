/*
 * Where each rule that refuses events stands on the page of a room version. A rule's name is a path, and so is its
 * number: `member.join.banned` has the numbers of `member`, of `member.join` and its own. So a version that moves a
 * whole section changes one entry, as its page does.
 */

// rooms/v1#authorisation-rules, of version 2 too.
const V1 = {
  create: '1',
  'create.prevEvents': '1',
  'create.roomId': '2',
  'create.roomVersion': '3',
  'create.creator': '4',
  authEvents: '2',
  'authEvents.duplicate': '1',
  'authEvents.unselected': '2',
  'authEvents.rejected': '3',
  'authEvents.noCreate': '4',
  'authEvents.otherRoom': '5',
  federate: '3',
  aliases: '4',
  'aliases.noStateKey': '1',
  'aliases.otherServer': '2',
  member: '5',
  'member.incomplete': '1',
  'member.join': '2',
  'member.join.otherUser': '2',
  'member.join.banned': '3',
  'member.join.refused': '6',
  'member.invite': '3',
  'member.invite.thirdParty': '1',
  'member.invite.thirdParty.banned': '1',
  'member.invite.thirdParty.unsigned': '2',
  'member.invite.thirdParty.incomplete': '3',
  'member.invite.thirdParty.otherUser': '4',
  'member.invite.thirdParty.unknownToken': '5',
  'member.invite.thirdParty.otherSender': '6',
  'member.invite.thirdParty.refused': '8',
  'member.invite.senderNotJoined': '2',
  'member.invite.targetJoinedOrBanned': '3',
  'member.invite.refused': '5',
  'member.leave': '4',
  'member.leave.notMember': '1',
  'member.leave.senderNotJoined': '2',
  'member.leave.banned': '3',
  'member.leave.refused': '5',
  'member.ban': '5',
  'member.ban.senderNotJoined': '1',
  'member.ban.refused': '3',
  'member.unknown': '6',
  senderNotJoined: '6',
  thirdPartyInvite: '7',
  'thirdPartyInvite.refused': '1',
  requiredPower: '8',
  otherUsersStateKey: '9',
  powerLevels: '10',
  'powerLevels.users': '1',
  'powerLevels.named': '3',
  'powerLevels.named.current': '1',
  'powerLevels.named.new': '2',
  'powerLevels.entryChanged': '4',
  'powerLevels.entryChanged.current': '1',
  'powerLevels.entrySet': '5',
  'powerLevels.entrySet.new': '1',
  'powerLevels.userChanged': '6',
  'powerLevels.userChanged.current': '1',
  'powerLevels.userSet': '7',
  'powerLevels.userSet.new': '1',
  redaction: '11',
  'redaction.refused': '3',
};

// rooms/v3#authorisation-rules, of versions 4 and 5 too: redactions are judged when their target is there.
const V3 = { ...V1, redaction: undefined };

// rooms/v6#authorisation-rules: aliases are ordinary state.
const V6 = {
  ...V3,
  aliases: undefined,
  member: '4',
  senderNotJoined: '5',
  thirdPartyInvite: '6',
  requiredPower: '7',
  otherUsersStateKey: '8',
  powerLevels: '9',
};

// rooms/v7#authorisation-rules: knocking.
const V7 = {
  ...V6,
  'member.knock': '6',
  'member.knock.joinRule': '1',
  'member.knock.otherUser': '2',
  'member.knock.refused': '4',
  'member.unknown': '7',
};

// rooms/v8#authorisation-rules, of version 9 too: restricted rooms.
const V8 = {
  ...V7,
  'member.authorised': '2',
  'member.authorised.unsigned': '1',
  'member.join': '3',
  'member.join.restricted': '5',
  'member.join.restricted.refused': '2',
  'member.join.refused': '7',
  'member.invite': '4',
  'member.leave': '5',
  'member.ban': '6',
  'member.knock': '7',
  'member.unknown': '8',
};

// rooms/v10#authorisation-rules: power levels are integers.
const V10 = {
  ...V8,
  'powerLevels.notInteger': '1',
  'powerLevels.notIntegers': '2',
  'powerLevels.users': '3',
  'powerLevels.named': '5',
  'powerLevels.entryChanged': '6',
  'powerLevels.entrySet': '7',
  'powerLevels.userChanged': '8',
  'powerLevels.userSet': '9',
};

// rooms/v11#authorisation-rules: no `creator`.
const V11 = { ...V10, 'create.creator': undefined };

// rooms/v12#authorisation-rules: the room ID is the create event's, creators have infinite power. The page's source
// numbers 3.4 as 5 and 10.11 as 10; readers see them counted.
const V12 = {
  ...V11,
  'create.additionalCreators': '4',
  room: '2',
  authEvents: '3',
  'authEvents.noCreate': undefined,
  'authEvents.otherRoom': '4',
  federate: '4',
  member: '5',
  senderNotJoined: '6',
  thirdPartyInvite: '7',
  requiredPower: '8',
  otherUsersStateKey: '9',
  powerLevels: '10',
  'powerLevels.creators': '4',
  'powerLevels.named': '6',
  'powerLevels.entryChanged': '7',
  'powerLevels.entrySet': '8',
  'powerLevels.userChanged': '9',
  'powerLevels.userSet': '10',
};

/** A rule, or a section of rules, that some room version has. */
export type AuthRule = keyof typeof V12;

/** The number of each rule in its section; those that a version lacks, or whose section it lacks, have none. */
export type RuleNumbers = { readonly [rule in AuthRule]?: string | undefined };

/** The numbers by room version. */
export const RULE_NUMBERS: ReadonlyMap<string, RuleNumbers> = new Map<string, RuleNumbers>([
  ['1', V1],
  ['2', V1],
  ['3', V3],
  ['4', V3],
  ['5', V3],
  ['6', V6],
  ['7', V7],
  ['8', V8],
  ['9', V8],
  ['10', V10],
  ['11', V11],
  ['12', V12],
]);
