import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@chappe/crypto';
import {
  defaultPushRules,
  PowerLevels,
  PUSH_RULE_KINDS,
  type PushRule,
  type PushRuleset,
  roomVersionRules,
  type RoomVersionRules,
  type UserId,
} from '@chappe/events';
import { asPdu, checkGlob, checkPushRules, roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { valuesInVectors } from '../seeds/values-in-vectors.ts';
import { readJsonObject } from './read-json-object.ts';

/** Users may set no longer ones. */
const PATTERN_UNITS_MAX = 255;
const RULES_MAX = 40;
const ALICE = '@alice:a.example' as UserId;
const RULES = roomVersionRules('12') as RoomVersionRules;

/** Push rules on junk rules and events: an input is an event, rules by kind, power levels and two texts for a glob. */
export const pushRules: FuzzTarget = {
  name: 'push-rules',
  form: 'json',
  dictionary: [
    'event_match',
    'event_property_is',
    'content.body',
    'm\\\\.mentions',
    'room_member_count',
    '>=2',
    '*',
    '?',
  ],
  seeds: () => {
    const defaults = defaultPushRules(ALICE);
    const events = roomEvents().filter(({ rules }) => rules.version === '12');
    const vectors = valuesInVectors().filter((text) => /"(?:pattern|conditions|rule_id)"/.test(text));
    return [
      ...['a*b?', '*', '?', 'İ*', 'word', 'σ'].map((pattern) => `{"glob":[${JSON.stringify(pattern)},"a word, abc"]}`),
      ...events.map(({ pdu }) => JSON.stringify({ event: pdu, rules: defaults, glob: ['a*b?', 'xaxbcb'], count: 2 })),
      ...vectors.map((text) => `{"event":${text},"rules":{"override":[${text}],"content":[${text}]},"glob":["*","a"]}`),
    ];
  },
  run(input) {
    const value = readJsonObject(input, parseJson);
    if (value === undefined) return 'no case';
    const event = isJsonObject(value['event']) ? value['event'] : {};
    const ruleset = rulesetOf(value['rules']);
    const { levels, count } = value;
    const powerLevels = new PowerLevels({ powerLevels: asPdu(levels) }, RULES);
    const room = { memberCount: typeof count === 'number' ? count : 0, powerLevels };
    const { rule, notify, highlight } = checkPushRules(ruleset, event, room);
    const rulePart = rule === undefined ? 'none' : `${rule.kind} ${rule.ruleId.slice(0, 30)}`;
    return `${rulePart} ${notify} ${highlight} ${globOf(value['glob'])}`;
  },
};

/** Rules with the types that requests are checked for; what is in conditions and actions is anything. */
function rulesetOf(value: JsonValue | undefined): PushRuleset {
  const members = isJsonObject(value) ? value : {};
  const rulesOf = (kind: string): PushRule[] => {
    const listed = members[kind];
    return Array.isArray(listed) ? listed.slice(0, RULES_MAX).filter(isJsonObject).map(ruleOf) : [];
  };
  return Object.fromEntries(PUSH_RULE_KINDS.map((kind) => [kind, rulesOf(kind)])) as unknown as PushRuleset;
}

function ruleOf({ rule_id: id, enabled, actions, conditions, pattern }: JsonObject): PushRule {
  return {
    rule_id: typeof id === 'string' ? id : 'junk',
    default: false,
    enabled: enabled !== false,
    actions: Array.isArray(actions)
      ? actions.filter((action) => typeof action === 'string' || isJsonObject(action))
      : [],
    ...(Array.isArray(conditions) && { conditions: conditions.filter(isJsonObject) }),
    ...(typeof pattern === 'string' && { pattern }),
  };
}

function globOf(value: JsonValue | undefined): string {
  const [pattern, text] = Array.isArray(value) ? value : [];
  if (typeof pattern !== 'string' || typeof text !== 'string') return '';
  return pattern.length > PATTERN_UNITS_MAX ? 'too long' : checkGlob(pattern, text);
}
