import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { objectOf, type Pdu, textOf, type UserId } from '@chappe/events';
import { AccountData } from './account-data.js';

/** From whom users want to hear, as they say in their account data. */
@Injectable()
export class ContactPreferences {
  constructor(private readonly accountData: AccountData) {}

  /** Whether a user refuses all invites (Client-Server API, "Invite permission"). */
  async blocksInvites(userId: UserId): Promise<boolean> {
    return textOf(await this.#content(userId, 'm.invite_permission_config'), 'default_action') === 'block';
  }

  /**
   * The events without those of users whom the reader ignores; state events stay (Client-Server API, "Ignoring Users").
   */
  async heardBy(userId: UserId, events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    if (events.length === 0) return events;
    const ignored = objectOf(await this.#content(userId, 'm.ignored_user_list'), 'ignored_users') ?? {};
    if (Object.keys(ignored).length === 0) return events;
    return events.filter(({ pdu: json }) => {
      const pdu = parseJson(json.toString()) as Pdu;
      return pdu.state_key !== undefined || !Object.hasOwn(ignored, pdu.sender);
    });
  }

  async #content(userId: UserId, type: string): Promise<JsonObject> {
    return parseJson((await this.accountData.find(userId, { roomId: '', type })) ?? '{}') as JsonObject;
  }
}
