import type { KeyCounts } from '@chappe/contracts';
import type { DeltaWriter, RoomDelta, SyncDelta } from '../select/sync-delta.js';
import { renderJoinedRoom, renderLeftRoom, renderStrippedRoom, type AnswerFormat } from './render-room.js';

/** Writes a delta as the body of `GET /_matrix/client/v3/sync`. */
export class AnswerV3 implements DeltaWriter {
  /** Rooms by section, each as `"!room":{…}`. */
  readonly #join: string[] = [];
  readonly #invite: string[] = [];
  readonly #knock: string[] = [];
  readonly #leave: string[] = [];

  constructor(private readonly format: AnswerFormat) {}

  room(room: RoomDelta): number {
    const [section, json] = this.#write(room);
    section.push(json);
    return json.length;
  }

  end({ accountData, toDevice, deviceLists, keyCounts }: SyncDelta, nextBatch: string): string {
    const lists = deviceLists ? `"device_lists":${JSON.stringify(deviceLists)},` : '';
    const unused = JSON.stringify(keyCounts.unusedFallbackKeyTypes);
    return (
      `{"next_batch":"${nextBatch}","account_data":{"events":[${accountData.map(({ json }) => json).join(',')}]},` +
      `"to_device":{"events":[${toDevice.map(({ event }) => event.toString()).join(',')}]},${lists}` +
      `"device_one_time_keys_count":${renderCounts(keyCounts)},"device_unused_fallback_key_types":${unused},` +
      `"org.matrix.msc2732.device_unused_fallback_key_types":${unused},` +
      `"rooms":{"join":{${this.#join.join(',')}},"invite":{${this.#invite.join(',')}},` +
      `"knock":{${this.#knock.join(',')}},"leave":{${this.#leave.join(',')}}}}`
    );
  }

  #write(room: RoomDelta): [section: string[], json: string] {
    if (room.kind === 'joined') return [this.#join, renderJoinedRoom(room, this.format)];
    if (room.kind === 'left') return [this.#leave, renderLeftRoom(room, this.format)];
    return [room.kind === 'invited' ? this.#invite : this.#knock, renderStrippedRoom(room)];
  }
}

/** A client that sees no count does not upload new keys: zero is told for the algorithm that everyone uses. */
function renderCounts({ oneTimeKeys }: KeyCounts): string {
  return JSON.stringify(
    oneTimeKeys['signed_curve25519'] === undefined ? { signed_curve25519: 0, ...oneTimeKeys } : oneTimeKeys,
  );
}
