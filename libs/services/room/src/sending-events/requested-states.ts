import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import { membershipOf } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CanonicalAliasCheck } from '../aliases/canonical-alias-check.js';
import type { RoomHead } from '../heads/room-head.js';
import { checkStateContent } from '../writing/check-state-content.js';
import type { AuthorisedEvent, NewStateEvent } from '../writing/prepared-event.js';
import { RestrictedJoins } from '../membership/restricted-joins.js';
import { RoomWriter } from '../writing/room-writer.js';

/** Authorises state that clients set, completed where it is not theirs to say. */
@Injectable()
export class RequestedStates {
  constructor(
    private readonly aliases: CanonicalAliasCheck,
    private readonly restrictedJoins: RestrictedJoins,
    private readonly writer: RoomWriter,
  ) {}

  /**
   * What may cost queries comes after the authorization rules, so that outsiders cannot keep the room's lane busy.
   * @throws MatrixError M_FORBIDDEN, M_BAD_JSON, M_INVALID_PARAM, M_BAD_ALIAS
   */
  async authorise(head: RoomHead, event: NewStateEvent): Promise<AuthorisedEvent> {
    checkStateContent({ ...event, roomId: head.roomId });
    if (isOwnJoin(event)) {
      return this.writer.authorise(head, { ...event, content: await this.#joinContent(head, event) });
    }
    const authorised = await this.writer.authorise(head, event);
    if (head.rules.aliasesRule && event.type === 'm.room.aliases') checkJoined(head, event.sender);
    await this.aliases.check(head, event);
    return authorised;
  }

  /**
   * The server signs for the user who authorises a restricted join, so it never takes the client's word for who that is
   * (client-server-api, "m.room.member": `join_authorised_via_users_server`).
   */
  async #joinContent(head: RoomHead, { sender, content }: NewStateEvent): Promise<JsonObject> {
    const { join_authorised_via_users_server: _claimed, ...rest } = content;
    const authorisedVia = await this.restrictedJoins.authorisingUser(head, sender);
    return { ...rest, ...(authorisedVia !== undefined && { join_authorised_via_users_server: authorisedVia }) };
  }
}

/**
 * The authorization rules let anybody of the state key's server set m.room.aliases, whoever is in the room (rooms/v1,
 * "Authorisation rules", rule 4). That is for servers: a client sets state in rooms that its user is in.
 */
function checkJoined(head: RoomHead, userId: string): void {
  if (membershipOf(head.state('m.room.member', userId)?.pdu) === 'join') return;
  throw MatrixError.forbidden('You are not in this room');
}

function isOwnJoin({ type, stateKey, sender, content }: NewStateEvent): boolean {
  return type === 'm.room.member' && stateKey === sender && content['membership'] === 'join';
}
