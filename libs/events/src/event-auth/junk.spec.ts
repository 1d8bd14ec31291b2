import type { JsonObject } from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactPdu } from '../redaction/redact-pdu.js';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
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
const VALUES = ['join', 'invite', 'leave', 'knock', 'ban', 'restricted', '50', '', ALICE, 1, -1, true, null];

const { content } = fc.letrec<{ content: JsonObject; value: unknown }>((tie) => ({
  content: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }) as fc.Arbitrary<JsonObject>,
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...VALUES),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('content'),
  ),
}));
const type = fc.constantFrom('m.room.member', 'm.room.power_levels', 'm.room.create', 'm.room.third_party_invite', 'x');
const sender = fc.constantFrom(ALICE, CREATOR, 'junk', '');
const stateKey = fc.option(fc.constantFrom(ALICE, CREATOR, '', '@'), { nil: undefined });
const event = fc.record({ type, sender, content, stateKey });

describe.each(ROOM_VERSIONS)('junk in version $version', ({ version }) => {
  it('gets a verdict from the authorisation rules', () => {
    fc.assert(
      fc.property(
        event,
        fc.tuple(content, content, content),
        ({ stateKey: key, ...shape }, [levels, rules, member]) => {
          const room = new RoomState({ version, levels });
          room.set('m.room.join_rules', rules);
          room.put(room.event({ type: 'm.room.member', sender: ALICE, stateKey: ALICE, content: member }));
          expect(room.verdictOn({ ...shape, ...(key !== undefined && { stateKey: key }) })).toMatch(
            new RegExp(`^(allowed$|v${version} [0-9])`),
          );
        },
      ),
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
