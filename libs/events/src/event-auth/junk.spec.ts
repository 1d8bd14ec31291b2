import { JsonNumber, type JsonObject } from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPdu } from '../fixtures/as-pdu.js';
import { redactPdu } from '../redaction/redact-pdu.js';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { checkAuthCase } from './fixtures/check-auth-case.js';
import { ALICE, CREATOR, RoomState } from './fixtures/room-state.js';

const NAMES = [
  'membership',
  'join_rule',
  'users',
  'events',
  'ban',
  'invite',
  'users_default',
  'third_party_invite',
  'signed',
  'token',
  'mxid',
  'signatures',
  'additional_creators',
  'creator',
  'room_version',
  'join_authorised_via_users_server',
  '__proto__',
  'constructor',
  ALICE,
];
const TEXTS = ['join', 'invite', 'leave', 'knock', 'ban', 'restricted', 'public', '50', '', ALICE];
const VALUES = [...TEXTS, 1, -1, new JsonNumber('1.5'), true, null, new JsonNumber('1e400'), new JsonNumber('-0')];

const { content } = fc.letrec<{ content: JsonObject; value: unknown }>((tie) => ({
  content: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }) as fc.Arbitrary<JsonObject>,
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...VALUES),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('content'),
  ),
}));
const type = fc.constantFrom(
  'm.room.member',
  'm.room.power_levels',
  'm.room.create',
  'm.room.third_party_invite',
  'm.room.redaction',
  'm.room.aliases',
  'x',
);
const sender = fc.constantFrom(ALICE, CREATOR, 'junk', '');
const stateKey = fc.option(fc.constantFrom(ALICE, CREATOR, '', '@'), { nil: undefined });
const event = fc.record({ type, sender, content, stateKey });

describe.each(ROOM_VERSIONS)('junk in version $version', ({ version }) => {
  const answer = new RegExp(`^(allowed$|v${version} [0-9]|rooms/v${version}#)`);

  it('gets a verdict from the authorisation rules', () => {
    fc.assert(
      fc.property(event, fc.array(content, { minLength: 4, maxLength: 4 }), fc.boolean(), (what, junk, isFirst) => {
        const [create = {}, levels = {}, rules = {}, member = {}] = junk;
        const room = new RoomState({ version, levels });
        room.put({ ...room.lookup('m.room.create', '')!, content: create });
        room.set('m.room.join_rules', rules);
        room.put(room.event({ type: 'm.room.member', sender: ALICE, stateKey: ALICE, content: member }));
        const { stateKey: key, ...shape } = what;
        const prevEvents = isFirst ? [room.createEventId] : [];
        const extra = { redacts: create['token'] ?? null };
        const judged = { ...shape, prevEvents, extra, ...(key !== undefined && { stateKey: key }) };
        expect(room.verdictOn(judged)).toMatch(answer);
        checkAuthCase({ rules: room.rules, pdu: asPdu({ ...room.event(judged) } as never), state: room.events });
      }),
    );
  });

  it('is redacted to something that redaction leaves as it is', () => {
    const { rules } = new RoomState({ version });
    fc.assert(
      fc.property(event, ({ stateKey: _key, ...shape }) => {
        const once = redactPdu(new RoomState({ version }).event(shape), rules);
        expect(redactPdu(once, rules)).toEqual(once);
      }),
    );
  });
});
