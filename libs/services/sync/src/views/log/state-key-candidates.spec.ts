import { RoomEventEntry } from '@chappe/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateKeyCandidates } from './state-key-candidates.js';

function payloadOf(pdu: object): Uint8Array {
  return RoomEventEntry.encode(
    RoomEventEntry.create({ eventId: '$e', pdu: Buffer.from(JSON.stringify(pdu)) }),
  ).finish();
}

describe('stateKeyCandidates', () => {
  it('finds the state key of any member event, whatever its content', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue(), (stateKey, value) => {
        const payload = payloadOf({ content: { value, text: '"state_key":"x"' }, state_key: stateKey, type: 'm' });
        expect(stateKeyCandidates(payload)).toContain(stateKey);
      }),
    );
  });

  it('finds none in an event without a state key', () => {
    expect(stateKeyCandidates(payloadOf({ content: { body: 'about "state_key":"x"' } }))).toEqual([]);
  });
});
