import { Injectable } from '@nestjs/common';
import type { NewEntry } from '@chappe/event-log';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Accounts } from '../accounts/accounts.js';
import { Devices } from './devices.js';
import { SessionWriter } from './session-writer.js';

/** Ends sessions: devices with all their tokens, told to the user log in the same transaction. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
  ) {}

  /** Ends these sessions of the user; those that do not exist are passed over. */
  async some(userId: UserId, deviceIds: readonly string[]): Promise<void> {
    await this.#end(userId, (tx) => this.devices.delete(tx, userId, deviceIds));
  }

  /** Ends every session of the user. */
  async all(userId: UserId): Promise<void> {
    await this.#end(userId, (tx) => this.devices.deleteAll(tx, userId));
  }

  async #end(userId: UserId, work: (tx: Tx) => Promise<NewEntry[]>): Promise<void> {
    await this.writer.transaction(async (tx, append) => {
      await this.accounts.lock(tx, userId);
      await append(await work(tx));
    });
  }
}
