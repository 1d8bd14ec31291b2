import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, textOf } from '../content/json-fields.js';
import { parsePropertyPath } from '../content/parse-property-path.js';
import { containsWord } from '../glob-matching/contains-word.js';
import { foldCase, type FoldedText } from '../glob-matching/folded-text.js';
import { Glob } from '../glob-matching/glob.js';
import { parseMemberCount } from './parse-member-count.js';
import type { PushEvent } from './push-event.js';
import { PUSH_PATTERN_CHARACTERS_MAX } from './push-rules.limits.js';

/** The user whose rules are evaluated. */
export interface PushUser {
  readonly userId: string;
  /** The user's display name in the room. */
  readonly displayName?: string | undefined;
}

/** A condition that is the same for all users, ready to be asked. */
export interface EventCondition {
  readonly of: 'event';
  readonly holds: (event: PushEvent) => boolean;
}

/** A condition that depends on who the user is. */
export interface UserCondition {
  readonly of: 'user';
  readonly holds: (event: PushEvent, user: PushUser) => boolean;
}

export type PushCondition = EventCondition | UserCondition;

const NEVER = ofEvent(() => false);
const BODY = ['content', 'body'];
const BODY_KEY = BODY.join('.');

/**
 * A condition of a rule (client-server-api#conditions-1). What is not recognised never matches: another kind, a
 * parameter that is missing or of another type, a pattern that is longer than a user may set. A parameter that is the
 * user's own ID stands for the ID of whoever the condition is asked for, so that users can share it.
 */
export function preparePushCondition(condition: JsonObject, userId: string): PushCondition {
  switch (textOf(condition, 'kind')) {
    case 'event_match':
      return eventMatch(condition, userId);
    case 'event_property_is':
      return eventProperty(condition, userId, (property, value) => property === value);
    case 'event_property_contains':
      return eventProperty(condition, userId, (property, value) => Array.isArray(property) && property.includes(value));
    case 'contains_display_name':
      return ofUser(containsDisplayName);
    case 'room_member_count':
      return roomMemberCount(textOf(condition, 'is'));
    case 'sender_notification_permission':
      return senderNotificationPermission(textOf(condition, 'key'));
    default:
      return NEVER;
  }
}

/** What a content rule matches: a part of `content.body` between word boundaries (client-server-api#push-rules). */
export function bodyMatches(pattern: string | undefined): PushCondition {
  const glob = globOf(pattern);
  return glob === undefined ? NEVER : ofEvent((event) => matchesWords(glob, event.text(BODY)));
}

function eventMatch(condition: JsonObject, userId: string): PushCondition {
  const key = textOf(condition, 'key');
  const pattern = textOf(condition, 'pattern');
  if (key === BODY_KEY) return bodyMatches(pattern);
  const glob = globOf(pattern);
  if (key === undefined || glob === undefined) return NEVER;
  const path = parsePropertyPath(key);
  // Old user IDs may have wildcards in them (appendices#historical-user-ids).
  if (pattern === userId && !glob.hasWildcard) {
    return ofUser((event, user) => event.text(path)?.folded === foldCase(user.userId));
  }
  return ofEvent((event) => matchesEntirely(glob, event.text(path)));
}

function globOf(pattern: string | undefined): Glob | undefined {
  return pattern === undefined || pattern.length > PUSH_PATTERN_CHARACTERS_MAX ? undefined : new Glob(pattern);
}

function matchesWords(glob: Glob, text: FoldedText | undefined): boolean {
  return text !== undefined && glob.matchesWords(text);
}

function matchesEntirely(glob: Glob, text: FoldedText | undefined): boolean {
  return text !== undefined && glob.matches(text);
}

type Scalar = string | number | boolean | null;

function eventProperty(
  condition: JsonObject,
  userId: string,
  holds: (property: JsonValue | undefined, value: Scalar) => boolean,
): PushCondition {
  const key = textOf(condition, 'key');
  const value = fieldOf(condition, 'value');
  if (key === undefined || !isScalar(value)) return NEVER;
  const path = parsePropertyPath(key);
  if (value === userId) return ofUser((event, user) => holds(event.property(path), user.userId));
  return ofEvent((event) => holds(event.property(path), value));
}

/** "Non-compound canonical JSON values": of the numbers, safe integers. */
function isScalar(value: JsonValue | undefined): value is Scalar {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** As a word: "Al" is not in "also". The specification does not say how a name is found in a body. */
function containsDisplayName(event: PushEvent, { displayName = '' }: PushUser): boolean {
  if (displayName.length > PUSH_PATTERN_CHARACTERS_MAX) return false;
  const body = event.text(BODY);
  return body !== undefined && containsWord(body, displayName);
}

function roomMemberCount(is: string | undefined): PushCondition {
  const holds = is === undefined ? undefined : parseMemberCount(is);
  return holds === undefined ? NEVER : ofEvent((event) => holds(event.memberCount));
}

function senderNotificationPermission(key: string | undefined): PushCondition {
  return key === undefined ? NEVER : ofEvent((event) => event.senderMayNotify(key));
}

export function ofEvent(holds: EventCondition['holds']): EventCondition {
  return { of: 'event', holds };
}

function ofUser(holds: UserCondition['holds']): UserCondition {
  return { of: 'user', holds };
}
