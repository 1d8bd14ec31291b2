import { Injectable } from '@nestjs/common';
import type { NewEntry } from '@chappe/event-log';
import type { DeviceId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { sessionEnded } from '../devices/device-entries.js';
import type { NewDevice } from '../devices/device.js';
import { Devices } from '../devices/devices.js';
import type { IssuedTokens } from '../tokens/token.js';
import { Tokens } from '../tokens/tokens.js';

/** What a login has made. */
export interface OpenedSession {
  readonly deviceId: DeviceId;
  readonly tokens: IssuedTokens;
  /** What the user log must say. */
  readonly entries: readonly NewEntry[];
}

/** A session is a device with its tokens: login and registration open one. */
@Injectable()
export class Sessions {
  constructor(
    private readonly devices: Devices,
    private readonly tokens: Tokens,
  ) {}

  /**
   * Opens a session on the device, making the device when it is new. Tokens given out for it before end
   * (client-server-api/#relationship-between-access-tokens-and-devices). Needs the account's lock.
   */
  async open(tx: Tx, device: NewDevice, canRefresh: boolean): Promise<OpenedSession> {
    const { userId } = device;
    const { deviceId, entries } = await this.devices.open(tx, device);
    const hadTokens = await this.tokens.deleteAll(tx, { userId, deviceId });
    const tokens = await this.tokens.issue(tx, { userId, deviceId }, canRefresh);
    return { deviceId, tokens, entries: hadTokens ? [...entries, sessionEnded(userId, deviceId)] : entries };
  }
}
