import { describe, expect, it } from 'vitest';
import type { GetStateRequest, StoredEvent } from '@chappe/contracts';
import { defaultPushRules, type PushRuleChange, type PushRuleset, type RoomId, type UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { AccountData, ContentChange } from '../account-data/account-data.js';
import type { ClientApiTelemetry } from '../client-api.telemetry.js';
import type { PushRules } from '../push-rules/push-rules.js';
import { RoomTags } from '../tags/room-tags.js';
import { RoomSettings } from './room-settings.js';

const ALICE = '@alice:example.org' as UserId;
const OLD = '!old:example.org';
const NEW = '!new' as RoomId;

interface Given {
  readonly state?: Readonly<Record<string, object>>;
  readonly accountData?: Readonly<Record<string, object>>;
  /** Of tags. */
  readonly refusal?: MatrixError;
}

const BOTH_SAY_SO = {
  [`${NEW} m.room.create`]: { predecessor: { room_id: OLD } },
  [`${OLD} m.room.tombstone`]: { body: '', replacement_room: NEW },
};

function settings({ state = BOTH_SAY_SO, accountData = {}, refusal }: Given) {
  const stored = new Map(Object.entries(accountData).map(([slot, content]) => [slot, JSON.stringify(content)]));
  const data = {
    find: (_userId: string, { roomId, type }: { roomId: string; type: string }) =>
      Promise.resolve(stored.get(`${roomId} ${type}`)),
    change: async (_userId: string, { roomId, type }: { roomId: string; type: string }, change: ContentChange) => {
      const content = change(stored.get(`${roomId} ${type}`));
      if (content === undefined) return;
      if (refusal && type === 'm.tag') throw refusal;
      stored.set(`${roomId} ${type}`, content);
    },
  } as AccountData;
  const rules: PushRuleset[] = [defaultPushRules(ALICE)];
  const pushRules = {
    get: () => Promise.resolve(rules[0]),
    change: async (_userId: string, change: (ruleset: PushRuleset) => PushRuleChange) => void change(rules[0]!),
  } as unknown as PushRules;
  const refused: unknown[] = [];
  const telemetry = { settingsRefused: (_where: object, error: unknown) => refused.push(error) } as unknown;
  const getState = async ({ roomId, eventType }: GetStateRequest) => {
    const content = state[`${roomId} ${eventType}`];
    if (!content) throw MatrixError.forbidden('You are not in this room');
    return { events: [{ pdu: Buffer.from(JSON.stringify({ content })) } as StoredEvent] };
  };
  const tested = new RoomSettings(new RoomTags(data), pushRules, data, telemetry as ClientApiTelemetry, { getState });
  const contentOf = (slot: string): unknown => JSON.parse(stored.get(slot) ?? 'null');
  return { follow: () => tested.follow(ALICE, NEW), contentOf, refused };
}

const TAGS = { [`${OLD} m.tag`]: { tags: { 'm.favourite': { order: 0.5 }, 'u.work': {} } } };

// client-server-api, "Room Upgrades", server behaviour
describe('settings of a room that is replaced', () => {
  it('are those of the new room when the user joins it', async () => {
    const accountData = { ...TAGS, ' m.direct': { '@bob:example.org': [OLD], '@carol:example.org': ['!other'] } };
    const { follow, contentOf } = settings({ accountData });
    await follow();
    expect(contentOf(`${NEW} m.tag`)).toEqual(TAGS[`${OLD} m.tag`]);
    const direct = { '@bob:example.org': [OLD, NEW], '@carol:example.org': ['!other'] };
    expect(contentOf(' m.direct')).toEqual(direct);
    await follow();
    expect(contentOf(' m.direct')).toEqual(direct);
  });

  it('leave tags that the new room has already', async () => {
    const own = { tags: { 'm.lowpriority': {} } };
    const { follow, contentOf } = settings({ accountData: { ...TAGS, [`${NEW} m.tag`]: own } });
    await follow();
    expect(contentOf(`${NEW} m.tag`)).toEqual(own);
  });

  it.each([
    ['no room', {}],
    ['no predecessor', { [`${NEW} m.room.create`]: {} }],
    ['a predecessor that does not know of it', { [`${NEW} m.room.create`]: { predecessor: { room_id: OLD } } }],
    [
      'a predecessor with another successor',
      { ...BOTH_SAY_SO, [`${OLD} m.room.tombstone`]: { replacement_room: '!x' } },
    ],
    ['junk for a predecessor', { ...BOTH_SAY_SO, [`${NEW} m.room.create`]: { predecessor: [{ room_id: 5 }] } }],
  ])('are not copied with %s', async (_what, state) => {
    const { follow, contentOf } = settings({ state: state as Record<string, object>, accountData: TAGS });
    await follow();
    expect(contentOf(`${NEW} m.tag`)).toBeNull();
  });

  it('keep neither the user nor each other out when some are refused, but a failure is told', async () => {
    const full = new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', 'full');
    const accountData = { ...TAGS, ' m.direct': { '@bob:example.org': [OLD] } };
    const { follow, refused, contentOf } = settings({ accountData, refusal: full });
    await follow();
    expect(refused).toEqual([full]);
    expect(contentOf(' m.direct')).toEqual({ '@bob:example.org': [OLD, NEW] });
    const away = settings({ accountData: TAGS, refusal: MatrixError.unavailable('away') });
    await expect(away.follow()).rejects.toMatchObject({ status: 503 });
  });
});
