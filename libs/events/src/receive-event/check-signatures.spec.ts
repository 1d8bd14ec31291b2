import { canonicalJson, importVerifyKey, JsonNumber, type JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { signedText } from '../build-event/event-hashes.js';
import type { Pdu } from '../content/pdu.js';
import { checkAuth } from '../event-auth/check-auth.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import type { KnownKey } from './admission.js';
import { admitPdu } from './admit-pdu.js';
import { admit, contextOf, keyOf, NOW_MS, signatureOf, signedEvent } from './fixtures/received-event.js';
import { requiredSigners, thirdPartyInviteSigners } from './required-signers.js';
import { signaturesToCheck } from './signatures-to-check.js';

const VERSIONS = ROOM_VERSIONS.map(({ version }) => version);
const from = (first: number) => VERSIONS.filter((version) => Number(version) >= first);
const before = (next: number) => VERSIONS.filter((version) => Number(version) < next);
const DAY_MS = 86_400_000;
const asPdu = (event: JsonObject) => event as unknown as Pdu;

/** Whether an event with these signatures instead of its own is admitted. */
function admits(
  version: string,
  event: JsonObject,
  signatures: JsonObject = event['signatures'] as JsonObject,
): boolean {
  return admit(version, { ...event, signatures }).admitted;
}

/** Whether a message sent now is admitted with what is known of its key. */
function admitsWithKey(version: string, known: Partial<KnownKey>, time = NOW_MS): boolean {
  const text = JSON.stringify(signedEvent(version, { origin_server_ts: time }));
  return admitPdu(text, contextOf(version, known)).admitted;
}

describe.each(VERSIONS)('signature checks in version %s', (version) => {
  const event = signedEvent(version);
  const text = signedText(event as unknown as Pdu, roomVersionRules(version)!);
  const valid = signatureOf(text, 'domain');

  it('need a signature by the server of the sender', () => {
    const refusal = { admitted: false, check: 'signature', reason: 'There is no valid signature by domain' };
    expect(admit(version, { ...event, signatures: {} })).toEqual(refusal);
    expect(admits(version, event)).toBe(true);
    expect(admits(version, event, {})).toBe(false);
    expect(admits(version, event, { domain: {} })).toBe(false);
    expect(admits(version, event, { other: { 'ed25519:1': signatureOf(text, 'other') } })).toBe(false);
  });

  it('skip signatures by unknown keys and unknown algorithms', () => {
    expect(admits(version, event, { domain: { 'ed25519:1': valid, 'ed25519:2': 'junk', 'rsa:1': 'junk' } })).toBe(true);
    expect(admits(version, event, { domain: { 'ed25519:2': valid, 'rsa:1': valid } })).toBe(false);
  });

  it('do not look at signatures of servers that need not sign', () => {
    expect(admits(version, event, { domain: { 'ed25519:1': valid }, other: { 'ed25519:1': 'junk' } })).toBe(true);
  });

  it('fail for a damaged signature by a known key', () => {
    const others = [signatureOf(text, 'other'), signatureOf(`${text} `, 'domain'), '', '?', valid.slice(0, 40)];
    for (const signature of others) expect(admits(version, event, { domain: { 'ed25519:1': signature } })).toBe(false);
  });

  it('hold for a redacted copy', () => {
    expect(admit(version, { ...event, content: {} })).toMatchObject({ admitted: true, redacted: true });
  });
});

describe('several known keys of one server', () => {
  const keys = (_serverName: string, keyId: string): KnownKey => ({
    verifyKey: importVerifyKey(keyOf('domain', keyId.slice(8)).publicKey),
    validUntilTs: NOW_MS + DAY_MS,
  });
  const context = { rules: roomVersionRules('12')!, keys, nowMs: NOW_MS };
  const event = signedEvent('12');
  const text = signedText(event as unknown as Pdu, context.rules);
  const signedBy = (versions: string[]): JsonObject => {
    const signature = (version: string) => Buffer.from(keyOf('domain', version).sign(text)).toString('base64');
    return { domain: Object.fromEntries(versions.map((version) => [`ed25519:${version}`, signature(version)])) };
  };
  const admitsAll = (signatures: JsonObject) => admitPdu(JSON.stringify({ ...event, signatures }), context).admitted;

  it('must all have signed validly', () => {
    const both = signedBy(['1', '2']);
    expect(admitsAll(both)).toBe(true);
    expect(admitsAll({ domain: { ...(both['domain'] as JsonObject), 'ed25519:2': 'junk' } })).toBe(false);
  });

  it('are 32 at most', () => {
    const versions = Array.from({ length: 33 }, (_, at) => `${at}`);
    expect(admitsAll(signedBy(versions.slice(1)))).toBe(true);
    expect(admitsAll(signedBy(versions))).toBe(false);
  });
});

describe('the signing key validity period', () => {
  it.each(from(5))('must cover the time of the event in version %s', (version) => {
    expect(admitsWithKey(version, { validUntilTs: NOW_MS })).toBe(true);
    expect(admitsWithKey(version, { validUntilTs: NOW_MS - 1 })).toBe(false);
  });

  it.each(from(5))('ends 7 days from now at the latest in version %s', (version) => {
    const validUntilTs = NOW_MS + 365 * DAY_MS;
    expect(admitsWithKey(version, { validUntilTs }, NOW_MS + 7 * DAY_MS)).toBe(true);
    expect(admitsWithKey(version, { validUntilTs }, NOW_MS + 7 * DAY_MS + 1)).toBe(false);
  });

  it('is compared exactly with times beyond 2^53 in version 5', () => {
    const late = new JsonNumber('9007199254740993');
    const rules = roomVersionRules('5')!;
    const admits = (expiredTs: number, validUntilTs: number) => {
      const { keys } = contextOf('5', { expiredTs, validUntilTs });
      const text = canonicalJson(signedEvent('5', { origin_server_ts: late }));
      return admitPdu(text, { rules, keys, nowMs: 2 ** 60 }).admitted;
    };
    expect(admits(2 ** 60, 2 ** 60)).toBe(true);
    expect(admits(2 ** 53, 2 ** 60)).toBe(false);
    expect(admits(2 ** 60, 2 ** 53)).toBe(false);
  });

  it.each(before(5))('is not enforced in version %s', (version) => {
    expect(admitsWithKey(version, { validUntilTs: 0 })).toBe(true);
    expect(admitsWithKey(version, { validUntilTs: NOW_MS }, NOW_MS + 8 * DAY_MS)).toBe(true);
  });

  it.each(VERSIONS)('is over when a key is known to have expired before the event in version %s', (version) => {
    expect(admitsWithKey(version, { expiredTs: NOW_MS })).toBe(true);
    expect(admitsWithKey(version, { expiredTs: NOW_MS - 1 })).toBe(false);
  });
});

describe('the domain of the event ID', () => {
  it.each(['1', '2'])('must have signed as well in version %s', (version) => {
    const event = (signers: string[]) => signedEvent(version, { event_id: '$m:other' }, signers);
    expect(admits(version, event(['domain', 'other']))).toBe(true);
    expect(admits(version, event(['domain']))).toBe(false);
    expect(admits(version, event(['other']))).toBe(false);
  });

  it.each(from(3))('need not have signed in version %s', (version) => {
    expect(admits(version, signedEvent(version, { event_id: '$m:other' }))).toBe(true);
  });
});

describe('join_authorised_via_users_server', () => {
  const join = (version: string, authorising: unknown, signers: string[]) =>
    signedEvent(
      version,
      {
        type: 'm.room.member',
        state_key: '@u:domain',
        content: {
          membership: 'join',
          ...(authorising !== undefined && { join_authorised_via_users_server: authorising as string }),
        },
      },
      signers,
    );

  it.each(from(8))('names a user whose server must have signed in version %s', (version) => {
    expect(admits(version, join(version, '@a:other', ['domain', 'other']))).toBe(true);
    expect(admits(version, join(version, '@a:other', ['domain']))).toBe(false);
    expect(admits(version, join(version, '@a:domain', ['domain']))).toBe(true);
  });

  it.each(from(8))('that names no user is for the authorisation rules to reject in version %s', (version) => {
    const rules = roomVersionRules(version)!;
    const create = asPdu(
      signedEvent(version, { type: 'm.room.create', state_key: '', content: { creator: '@u:domain' } }),
    );
    const state = (type: string) => (type === 'm.room.create' ? create : undefined);
    for (const junk of [5, null, 'other', '@a', {}]) {
      const event = join(version, junk, ['domain']);
      expect(admits(version, event)).toBe(true);
      const verdict = { allowed: false, rule: `rooms/v${version}#authorisation-rules ${version === '12' ? 5 : 4}.2.1` };
      expect(checkAuth(asPdu(event), state, rules)).toMatchObject(verdict);
    }
  });

  it('that was added on the way in version 8 goes with the redaction', () => {
    const event = join('8', undefined, ['domain']);
    for (const added of [5, 'other', '@a:other']) {
      const changed = { ...event, content: { membership: 'join', join_authorised_via_users_server: added } };
      expect(admit('8', changed)).toMatchObject({
        admitted: true,
        redacted: true,
        pdu: { content: { membership: 'join' } },
      });
    }
  });

  it.each(before(8))('means nothing in version %s', (version) => {
    for (const value of ['@a:other', 5]) expect(admits(version, join(version, value, ['domain']))).toBe(true);
  });

  it('means nothing in other events', () => {
    const content = { membership: 'join', join_authorised_via_users_server: '@a:other' };
    expect(admits('12', signedEvent('12', { content }))).toBe(true);
    const junk = { ...content, join_authorised_via_users_server: 5 };
    expect(admits('12', signedEvent('12', { content: junk }))).toBe(true);
  });
});

describe('an invite with third_party_invite', () => {
  const invite = (version: string, signers: string[], change: JsonObject = {}) =>
    signedEvent(
      version,
      {
        ...(roomVersionRules(version)!.eventIds === 'member' && { event_id: '$m:other' }),
        type: 'm.room.member',
        state_key: '@invited:other',
        content: { membership: 'invite', third_party_invite: { signed: {} }, ...change },
      },
      signers,
    );

  it.each(VERSIONS)('is signed by the server of the invited user instead in version %s', (version) => {
    expect(admits(version, invite(version, ['other']))).toBe(true);
    const unsigned = admit(version, { ...invite(version, []), signatures: { other: {} } });
    expect(unsigned).toMatchObject({ admitted: false, check: 'signature' });
    expect(admits(version, invite(version, ['third']))).toBe(false);
  });

  it.each(from(3))('may be signed by the server of the sender in version %s', (version) => {
    expect(admits(version, invite(version, ['domain']))).toBe(true);
    expect(admits(version, invite(version, ['domain', 'other']))).toBe(true);
    const event = invite(version, ['domain', 'other']);
    const signatures = { ...(event['signatures'] as JsonObject), other: { 'ed25519:1': 'junk' } };
    expect(admits(version, event, signatures)).toBe(false);
  });

  it.each(VERSIONS)('is no other member event in version %s', (version) => {
    for (const membership of ['join', 'leave', 'ban', 'knock', 5]) {
      expect(admits(version, invite(version, ['other'], { membership }))).toBe(false);
    }
  });

  it('is an m.room.member event, and names whom nobody signs for when it has no state key', () => {
    const content = { membership: 'invite', third_party_invite: {} };
    expect(admits('12', signedEvent('12', { content }, ['other']))).toBe(false);
    const invited = { type: 'm.room.member', content };
    expect(admit('12', signedEvent('12', invited, ['other']))).toHaveProperty(
      'reason',
      'There is no valid signature by domain',
    );
    expect(admit('12', signedEvent('12', { ...invited, state_key: '@i:other' }, []))).toHaveProperty(
      'reason',
      'There is no valid signature by domain or other',
    );
  });

  it.each(before(11))('that lost the property by its content hash needs the sender in version %s', (version) => {
    const event = invite(version, ['other']);
    expect(admits(version, { ...event, content: { ...(event['content'] as JsonObject), reason: 'x' } })).toBe(false);
  });

  it.each(from(11))('keeps the property when its content hash fails in version %s', (version) => {
    const event = invite(version, ['other']);
    const changed = { ...event, content: { ...(event['content'] as JsonObject), reason: 'x' } };
    expect(admit(version, changed)).toMatchObject({ admitted: true, redacted: true });
  });
});

describe('signatures by other algorithms', () => {
  it('are neither asked for nor looked at', () => {
    const event = signedEvent('12');
    const signatures = { domain: { ...(event['signatures'] as { domain: JsonObject }).domain, 'rsa:1': 'junk' } };
    const text = JSON.stringify({ ...event, signatures });
    const context = contextOf('12');
    const keys = (serverName: string) => context.keys(serverName, 'ed25519:1');
    expect(admitPdu(text, { ...context, keys }).admitted).toBe(true);
    expect(signaturesToCheck(text, context.rules)).toEqual(new Map([['domain', ['ed25519:1']]]));
  });
});

describe('the signatures to check', () => {
  const rules = roomVersionRules('1')!;

  it('are those that the check asks for', () => {
    const event = signedEvent('1', { event_id: '$m:other' }, ['domain', 'other', 'third']);
    const asked = new Map<string, string[]>();
    const keys = (serverName: string, keyId: string) => {
      asked.set(serverName, [...(asked.get(serverName) ?? []), keyId]);
      return contextOf('1').keys(serverName, keyId);
    };
    admitPdu(JSON.stringify(event), { ...contextOf('1'), keys });
    expect(signaturesToCheck(JSON.stringify(event), rules)).toEqual(asked);
  });

  it('are none for a server that has not signed and for what is no event', () => {
    const event = signedEvent('1', { event_id: '$m:other' });
    expect(signaturesToCheck(JSON.stringify(event), rules)).toEqual(
      new Map([
        ['domain', ['ed25519:1']],
        ['other', []],
      ]),
    );
    expect(signaturesToCheck('{}', rules).size).toBe(0);
  });

  it('are those of either server of a third-party invite, and of the sender should it be redacted', () => {
    const content = { membership: 'invite', third_party_invite: {} };
    const event = signedEvent('10', { type: 'm.room.member', state_key: '@i:other', content }, ['other']);
    expect([...signaturesToCheck(JSON.stringify(event), roomVersionRules('10')!).keys()].sort()).toEqual([
      'domain',
      'other',
    ]);
    expect(requiredSigners(event as unknown as Pdu, roomVersionRules('10')!)).toEqual([]);
    expect(thirdPartyInviteSigners(event as unknown as Pdu)).toEqual(['domain', 'other']);
    expect(thirdPartyInviteSigners({ ...event, state_key: 'junk' } as unknown as Pdu)).toEqual(['domain']);
  });
});
