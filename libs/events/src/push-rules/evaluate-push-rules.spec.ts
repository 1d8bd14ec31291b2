import type { JsonObject } from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { parsePropertyPath } from '../content/parse-property-path.js';
import type { Pdu } from '../content/pdu.js';
import { PowerLevels } from '../content/power-levels.js';
import type { UserId } from '../identifiers/user-id.js';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { setActions } from './change-rule.js';
import { defaultPushRules } from './default-push-rules.js';
import { evaluatePushRules } from './evaluate-push-rules.js';
import { checkPushRules } from './fixtures/check-push-rules.js';
import { preparePushRules } from './prepare-push-rules.js';
import type { PushUser } from './push-condition.js';
import { PushEvent, type PushRoom } from './push-event.js';
import { PushRulePool } from './push-rule-pool.js';
import { PUSH_PATTERN_CHARACTERS_MAX } from './push-rules.limits.js';
import { PUSH_RULE_KINDS, type PushRule, type PushRuleKind, type PushRuleset } from './push-ruleset.js';

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

function roomOf({ memberCount, powerLevels: content }: EvaluationCase['room']): PushRoom {
  const events = content === undefined ? {} : { powerLevels: { content } as unknown as Pdu };
  return { memberCount, powerLevels: new PowerLevels(events, rules!) };
}

const eventIn = (room: EvaluationCase['room'], event: JsonObject) => new PushEvent(event, roomOf(room));

describe('evaluating push rules', () => {
  const pool = new PushRulePool();

  it.each(readVectors<EvaluationCase>('push-rules'))('$title', ({ ruleset, event, user, room, expected }) => {
    const { rule, ...rest } = expected;
    const all = ruleset === 'predefined' ? defaultPushRules(ALICE) : { ...NO_RULES, ...ruleset };
    const once = evaluatePushRules(preparePushRules(all, ALICE, new PushRulePool()), eventIn(room, event), user);
    expect(once.rule).toEqual(rule === null ? undefined : { kind: rule[0], ruleId: rule[1] });
    expect(once).toMatchObject(rest);
    expect(once.sound).toBe(rest['sound']);
    const shared = evaluatePushRules(preparePushRules(all, ALICE, pool), eventIn(room, event), user);
    expect(shared).toEqual(once);
    checkPushRules(all, event, roomOf(room));
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

  it('keeps no more of the rules than a bounded number of short ones', () => {
    const pathOf = (ruleId: string) => ({ kind: 'underride', ruleId }) as const;
    const variant = (sound: string) => {
      const actions = ['notify', { set_tweak: 'sound', value: sound }];
      const change = setActions(defaultPushRules(ALICE), pathOf('.m.rule.message'), actions);
      return preparePushRules('ruleset' in change ? change.ruleset : NO_RULES, ALICE, pool).underride;
    };
    expect(variant('short')).toEqual(variant('short'));
    expect(variant('short')[3]).toBe(variant('short')[3]);
    expect(variant('l'.repeat(1000))[3]).not.toBe(variant('l'.repeat(1000))[3]);
    expect(variant('l'.repeat(1000))[3]?.isShared).toBe(false);
  });

  it('takes the first enabled rule of the first kind with all conditions met, in any ruleset', () => {
    const met = [
      { kind: 'room_member_count', is: '3' },
      { kind: 'event_match', key: 'type', pattern: 'X' },
    ];
    const unmet = [
      { kind: 'room_member_count', is: '<3' },
      { kind: 'event_match', key: 'state_key', pattern: '*' },
    ];
    const event = { type: 'x', sender: '@bob:example.com', room_id: '!r:example.com', content: { body: 'tea time' } };
    const enabled = fc.boolean();
    const conditional = fc.record({ enabled, conditions: fc.subarray([...met, ...unmet]) });
    const content = fc.record({ enabled, pattern: fc.constantFrom('tea', 'coffee', 't*e', 'te') });
    const named = (id: string) => fc.uniqueArray(fc.constantFrom(id, `${id}x`));
    const rule = (ruleId: string, more: object): PushRule =>
      ({ default: false, enabled: true, actions: ['notify'], ...more, rule_id: ruleId }) as PushRule;
    const numbered = (list: readonly object[]) => list.map((more, index) => rule(`${index}`, more));
    const rulesets = fc
      .record({
        override: fc.array(conditional, { maxLength: 3 }),
        content: fc.array(content, { maxLength: 3 }),
        room: fc.tuple(named(event.room_id), enabled),
        sender: fc.tuple(named(event.sender), enabled),
        underride: fc.array(conditional, { maxLength: 3 }),
      })
      .map(({ override, content: patterns, room, sender, underride }) => ({
        override: numbered(override),
        content: numbered(patterns),
        room: room[0].map((id) => rule(id, { enabled: room[1] })),
        sender: sender[0].map((id) => rule(id, { enabled: sender[1] })),
        underride: numbered(underride),
      }));
    const holds: Record<PushRuleKind, (one: PushRule) => boolean> = {
      override: ({ conditions = [] }) => !conditions.some((condition) => unmet.includes(condition as never)),
      content: ({ pattern }) => pattern === 'tea' || pattern === 't*e',
      room: ({ rule_id: id }) => id === event.room_id,
      sender: ({ rule_id: id }) => id === event.sender,
      underride: ({ conditions = [] }) => !conditions.some((condition) => unmet.includes(condition as never)),
    };
    fc.assert(
      fc.property(rulesets, (ruleset) => {
        const all = PUSH_RULE_KINDS.flatMap((kind) => ruleset[kind].map((one) => ({ kind, one })));
        const first = all.find(({ kind, one }) => one.enabled && holds[kind](one));
        const prepared = preparePushRules(ruleset, ALICE, pool);
        const { rule: found } = evaluatePushRules(prepared, eventIn({ memberCount: 3 }, event), { userId: ALICE });
        expect(found).toEqual(first && { kind: first.kind, ruleId: first.one.rule_id });
        expect(checkPushRules(ruleset, event, roomOf({ memberCount: 3 })).rule).toEqual(found);
      }),
      { numRuns: 500 },
    );
  });

  it('does not look for patterns that are longer than the limit', () => {
    const body = 'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX + 1);
    const notifies = (pattern: string) => {
      const rule: PushRule = { rule_id: 'x', default: false, enabled: true, actions: ['notify'], pattern };
      const prepared = preparePushRules({ ...NO_RULES, content: [rule] }, ALICE, pool);
      return evaluatePushRules(prepared, eventIn({ memberCount: 3 }, { content: { body } }), { userId: ALICE }).notify;
    };
    expect(notifies(`${'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX - 1)}*`)).toBe(true);
    expect(notifies(`${'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX)}*`)).toBe(false);
  });

  it.each<JsonObject>([{}, { content: null }, { content: [] }, { content: 5, sender: 5, room_id: {}, type: null }])(
    'survives an event without shape: %j',
    (event) => {
      const conditions: readonly JsonObject[] = [
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
      const prepared = preparePushRules({ ...NO_RULES, override }, ALICE, pool);
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
