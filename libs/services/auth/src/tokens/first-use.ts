import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import { SessionWriter } from '../devices/session-writer.js';
import { TokenRotation } from './token-rotation.js';
import type { AccessTokenState, TokenOwner } from './token.js';
import { Tokens } from './tokens.js';

/** The first use of a refreshed access token: from then on the pair before it is not valid any more. */
@Injectable()
export class FirstUse {
  constructor(
    private readonly tokens: Tokens,
    private readonly rotation: TokenRotation,
    private readonly accounts: Accounts,
    private readonly writer: SessionWriter,
  ) {}

  /** Ends the pair before; returns the token as it then is, undefined when it has ended meanwhile. */
  async confirm(accessToken: string, owner: TokenOwner): Promise<AccessTokenState | undefined> {
    return this.writer.transaction(owner.userId, async (tx, append) => {
      await this.accounts.lock(tx, owner.userId);
      const state = await this.tokens.find(tx, accessToken);
      if (state?.awaitsFirstUse && state.refreshTokenHash) {
        await append(await this.rotation.confirm(tx, state, state.refreshTokenHash));
      }
      return state;
    });
  }
}
