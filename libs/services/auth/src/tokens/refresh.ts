import { Injectable } from '@nestjs/common';
import { RateLimits } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import type { Tx } from '@chappe/postgres';
import { Accounts } from '../accounts/accounts.js';
import type { ClientAddress } from '../devices/device.js';
import { Devices } from '../devices/devices.js';
import { SessionWriter } from '../devices/session-writer.js';
import { TokenRotation } from './token-rotation.js';
import type { IssuedTokens, RefreshTokenState } from './token.js';

/** Gives a device its next pair of tokens (client-server-api/#refreshing-access-tokens). */
@Injectable()
export class Refresh {
  constructor(
    private readonly rotation: TokenRotation,
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
    private readonly limits: RateLimits,
  ) {}

  /**
   * M_UNKNOWN_TOKEN for a refresh token that is unknown or has ended, with `soft_logout` for one that was used already:
   * the device then still exists. M_LIMIT_EXCEEDED when the user refreshes too often.
   */
  async refresh(refreshToken: string, client: ClientAddress): Promise<IssuedTokens> {
    return this.writer.transaction(refreshToken, async (tx, append) => {
      const state = await this.#lock(tx, refreshToken);
      const entries = await this.rotation.confirm(tx, state, state.hash);
      const tokens = await this.rotation.rotate(tx, refreshToken, state);
      await this.devices.seeAt(tx, state, client);
      await append(entries);
      return tokens;
    });
  }

  async #lock(tx: Tx, refreshToken: string): Promise<RefreshTokenState> {
    const found = await this.rotation.find(tx, refreshToken);
    if (!found) throw MatrixError.unknownToken(false);
    await this.limits.take('login', found.userId);
    await this.accounts.lock(tx, found.userId);
    const state = await this.rotation.find(tx, refreshToken);
    if (!state) throw MatrixError.unknownToken(false);
    if (state.isConsumed) throw MatrixError.unknownToken(true);
    return state;
  }
}
