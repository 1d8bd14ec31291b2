import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@chappe/crypto';
import { objectOf, parseRoomId, type RoomId, textOf, type UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { AccountData } from '../account-data/account-data.js';
import { ClientApiTelemetry } from '../client-api.telemetry.js';
import { PushRules } from '../push-rules/push-rules.js';
import type { RoomService } from '../room-service.js';
import { RoomTags } from '../tags/room-tags.js';
import { carryPushRules, type Succession } from './carry-push-rules.js';

const DIRECT = { roomId: '', type: 'm.direct' };

/** What users set for a room for themselves: tags, push rules, whether it is a direct chat. */
@Injectable()
export class RoomSettings {
  constructor(
    private readonly tags: RoomTags,
    private readonly pushRules: PushRules,
    private readonly accountData: AccountData,
    private readonly telemetry: ClientApiTelemetry,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getState'>,
  ) {}

  /**
   * Copies the settings of the room that this one replaces, for a user who has just joined (Client-Server API, "Room
   * Upgrades", server behaviour). Both rooms have to say so: anybody can make a room that claims to replace another.
   * What is set for the new room already stays.
   * @throws MatrixError 503 when the rooms cannot be asked
   */
  async follow(userId: UserId, to: RoomId): Promise<void> {
    const from = await this.#predecessor(userId, to);
    if (from === undefined) return;
    const rooms = { from, to };
    const copies = [
      () => this.#copyTags(userId, rooms),
      () => this.#copyPushRules(userId, rooms),
      () => this.accountData.change(userId, DIRECT, (current) => carryDirect(current, rooms)),
    ];
    for (const copy of copies) {
      try {
        await copy();
      } catch (error) {
        // Refused for good, as when the user has no room for more push rules: she is in the room all the same.
        if (!(error instanceof MatrixError) || error.status >= 500) throw error;
        this.telemetry.settingsRefused({ roomId: to, userId }, error);
      }
    }
  }

  async #predecessor(userId: UserId, roomId: RoomId): Promise<RoomId | undefined> {
    const create = await this.#state(userId, roomId, 'm.room.create');
    const predecessor = create && objectOf(create, 'predecessor');
    const from = parseRoomId((predecessor && textOf(predecessor, 'room_id')) ?? '');
    const tombstone = from && (await this.#state(userId, from, 'm.room.tombstone'));
    return tombstone && textOf(tombstone, 'replacement_room') === roomId ? from : undefined;
  }

  /** Content of a state event; undefined where there is none, or none for this user. */
  async #state(userId: UserId, roomId: RoomId, eventType: string): Promise<JsonObject | undefined> {
    try {
      const { events } = await this.rooms.getState({ roomId, requester: userId, eventType, stateKey: '' });
      const pdu = events[0] && parseJson(events[0].pdu.toString());
      return isJsonObject(pdu) ? objectOf(pdu, 'content') : undefined;
    } catch (error) {
      if (!(error instanceof MatrixError) || error.status >= 500) throw error;
      return undefined;
    }
  }

  async #copyTags(userId: UserId, { from, to }: Succession): Promise<void> {
    if (Object.keys(await this.tags.list(userId, to)).length > 0) return;
    for (const [name, info] of Object.entries(await this.tags.list(userId, from))) {
      if (isJsonObject(info)) await this.tags.put(userId, to, { name, info });
    }
  }

  async #copyPushRules(userId: UserId, rooms: Succession): Promise<void> {
    const rules = await this.pushRules.get(userId);
    const carried = carryPushRules(rules, rooms);
    if (!('refused' in carried) && carried.ruleset === rules) return;
    await this.pushRules.change(userId, (ruleset) => carryPushRules(ruleset, rooms));
  }
}

/** `m.direct` with the new room wherever the old one stands; undefined: nothing to change. */
function carryDirect(current: string | undefined, { from, to }: Succession): string | undefined {
  const direct = current === undefined ? undefined : (parseJson(current) as JsonValue);
  if (!isJsonObject(direct)) return undefined;
  let isChanged = false;
  const entries = Object.entries(direct).map(([userId, rooms]) => {
    if (!Array.isArray(rooms) || !rooms.includes(from) || rooms.includes(to)) return [userId, rooms] as const;
    isChanged = true;
    return [userId, [...rooms, to]] as const;
  });
  return isChanged ? JSON.stringify(Object.fromEntries(entries)) : undefined;
}
