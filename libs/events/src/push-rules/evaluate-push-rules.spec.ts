import type { JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { parsePropertyPath } from '../content/parse-property-path.js';
import type { Pdu } from '../content/pdu.js';
import { PowerLevels } from '../content/power-levels.js';
import type { UserId } from '../identifiers/user-id.js';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { defaultPushRules } from './default-push-rules.js';
import { evaluatePushRules } from './evaluate-push-rules.js';
import { preparePushRules } from './prepare-push-rules.js';
import type { PushUser } from './push-condition.js';
import { PushEvent } from './push-event.js';
import { PushRulePool } from './push-rule-pool.js';
import { PUSH_PATTERN_CHARACTERS_MAX } from './push-rules.limits.js';
import type { PushRule, PushRuleKind, PushRuleset } from './push-ruleset.js';

const ALICE = '@alice:example.com' as UserId;
const NO_RULES: PushRuleset = { override: [], content: [], room: [], sender: [], underride: [] };
const [rules] = ROOM_VERSIONS;

interface EvaluationCase extends Vector {
  readonly ruleset: Partial<PushRuleset> | 'predefined';
  readonly event: JsonObject;
  readonly user: PushUser;
  readonly room: { readonly memberCount: number; readonly powerLevels?: JsonObject };
  readonly expected: { readonly rule: [PushRuleKind, string] | null; readonly [member: string]: unknown };
}

function eventIn({ memberCount, powerLevels }: EvaluationCase['room'], event: JsonObject): PushEvent {
  const content = powerLevels;
  const events = content === undefined ? {} : { powerLevels: { content } as unknown as Pdu };
  return new PushEvent(event, { memberCount, powerLevels: new PowerLevels(events, rules!) });
}

describe('evaluating push rules', () => {
  const pool = new PushRulePool();

  it.each(readVectors<EvaluationCase>('push-rules'))('$title', ({ ruleset, event, user, room, expected }) => {
    const { rule, ...rest } = expected;
    const all = ruleset === 'predefined' ? defaultPushRules(ALICE) : { ...NO_RULES, ...ruleset };
    const once = evaluatePushRules(preparePushRules(all, ALICE), eventIn(room, event), user);
    expect(once.rule).toEqual(rule === null ? undefined : { kind: rule[0], ruleId: rule[1] });
    expect(once).toMatchObject(rest);
    expect(once.sound).toBe(rest['sound']);
    const shared = evaluatePushRules(preparePushRules(all, ALICE, pool), eventIn(room, event), user);
    expect(shared).toEqual(once);
  });

  it('of the event and its content is the same for all users, of their IDs and names it is not', () => {
    const users = Array.from({ length: 20 }, (_, index) => `@user${index}:example.com` as UserId);
    const mentioned = users.filter((_, index) => index % 3 === 0);
    const content = { body: 'x', 'm.mentions': { user_ids: [...mentioned] } };
    const event = eventIn({ memberCount: 20 }, { type: 'm.room.message', sender: '@bob:example.com', content });
    const prepared = users.map((user) => preparePushRules(defaultPushRules(user), user, pool));
    const highlighted = users.filter(
      (userId, index) => evaluatePushRules(prepared[index]!, event, { userId }).highlight,
    );
    expect(highlighted).toEqual(mentioned);
    expect(new Set(prepared.flatMap(({ override }) => override))).toHaveLength(9);
  });

  it('takes wildcards in an old user ID for wildcards, for that user only', () => {
    const odd = '@a*:example.com' as UserId;
    const invite = (userId: string) => ({
      type: 'm.room.member',
      state_key: userId,
      content: { membership: 'invite' },
    });
    const evaluate = (userId: UserId, invited: string) => {
      const prepared = preparePushRules(defaultPushRules(userId), userId, pool);
      return evaluatePushRules(prepared, eventIn({ memberCount: 3 }, invite(invited)), { userId }).notify;
    };
    expect(evaluate(odd, odd)).toBe(true);
    expect(evaluate(ALICE, odd)).toBe(false);
    expect(evaluate(ALICE, ALICE)).toBe(true);
  });

  it('does not look for patterns that are longer than the limit', () => {
    const body = 'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX + 1);
    const notifies = (pattern: string) => {
      const rule: PushRule = { rule_id: 'x', default: false, enabled: true, actions: ['notify'], pattern };
      const prepared = preparePushRules({ ...NO_RULES, content: [rule] }, ALICE);
      return evaluatePushRules(prepared, eventIn({ memberCount: 3 }, { content: { body } }), { userId: ALICE }).notify;
    };
    expect(notifies(`${'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX - 1)}*`)).toBe(true);
    expect(notifies(`${'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX)}*`)).toBe(false);
  });

  it.each([{}, { content: null }, { content: [] }, { content: 5, sender: 5, room_id: {}, type: null }])(
    'survives an event without shape: %j',
    (event) => {
      const conditions = [
        { kind: 'contains_display_name' },
        { kind: 'event_match', key: '', pattern: '*' },
        { kind: 'event_property_is', key: 'content.body.x', value: null },
        { kind: 'sender_notification_permission', key: '__proto__' },
      ];
      const override = conditions.map((condition, index) => ({
        rule_id: `${index}`,
        default: false,
        enabled: true,
        actions: ['notify'],
        conditions: [condition],
      }));
      const prepared = preparePushRules({ ...NO_RULES, override }, ALICE);
      const evaluation = evaluatePushRules(prepared, eventIn({ memberCount: 0 }, event), { userId: ALICE });
      expect(evaluation).toEqual({ actions: [], notify: false, highlight: false, tweaks: {} });
    },
  );
});

interface DefinitionCase extends Vector {
  readonly kind: PushRuleKind;
  readonly index: number;
  readonly definition: JsonObject;
}

describe('predefined push rules', () => {
  const definitions = readVectors<DefinitionCase>('predefined-push-rules');

  it.each(definitions)('$title', ({ kind, index, definition }) => {
    const text = JSON.stringify(definition).replaceAll("[the user's Matrix ID]", ALICE);
    expect(defaultPushRules(ALICE)[kind][index]).toEqual(JSON.parse(text));
  });

  it('are no others', () => {
    expect(Object.values(defaultPushRules(ALICE)).flat()).toHaveLength(definitions.length);
  });
});

interface PathCase extends Vector {
  readonly path: string;
  readonly names: string[];
}

describe('dot-separated property paths', () => {
  it.each(readVectors<PathCase>('property-paths'))('$title', ({ path, names }) => {
    expect(parsePropertyPath(path)).toEqual(names);
  });
});
