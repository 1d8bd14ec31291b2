import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import {
  allowedRoomsOf,
  joinRuleOf,
  membershipOf,
  objectOf,
  parseRoomId,
  parseUserId,
  serverNameOf,
} from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { Partitions } from '../partitions/partitions.js';
import { MembershipStore } from '../state/membership.store.js';
import { powerLevelsOf } from '../heads/power-levels-of.js';

/** Joins to rooms with the join rules `restricted` and `knock_restricted` (client-server-api, "Restricted rooms"). */
@Injectable()
export class RestrictedJoins {
  constructor(
    private readonly heads: RoomHeads,
    private readonly memberships: MembershipStore,
    private readonly partitions: Partitions,
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
  ) {}

  /**
   * The local user in whose name a restricted join is allowed; undefined where the join needs nobody's word.
   * @throws MatrixError M_FORBIDDEN when no condition is met, or no local member could invite
   */
  async authorisingUser(head: RoomHead, userId: string): Promise<string | undefined> {
    const joinRules = head.state('m.room.join_rules', '')?.pdu;
    if (!joinRules || !head.rules.restrictedJoinRules.includes(joinRuleOf(joinRules))) return undefined;
    await this.heads.loadMembers(head, [userId]);
    const membership = membershipOf(head.state('m.room.member', userId)?.pdu);
    if (membership === 'invite' || membership === 'join') return undefined;
    if (!(await this.#meetsCondition(userId, allowedRoomsOf(joinRules)))) {
      throw MatrixError.forbidden('You are in none of the rooms whose members may join');
    }
    const authorising = await this.#findInviter(head);
    if (authorising === undefined) throw MatrixError.forbidden('Nobody on this server may let you in');
    return authorising;
  }

  /** The lane waits for it, and an event can name more than a thousand rooms: they are not asked one by one. */
  #meetsCondition(userId: string, allowedRooms: readonly string[]): Promise<boolean> {
    const roomIds = [...new Set(allowedRooms)].flatMap((allowed) => parseRoomId(allowed) ?? []);
    const places = roomIds.map((roomId) => this.partitions.roomKey(roomId));
    return this.memberships.isInAny(places, userId);
  }

  async #findInviter(head: RoomHead): Promise<string | undefined> {
    const powerLevels = powerLevelsOf(head);
    const named = head.state('m.room.power_levels', '')?.pdu.content;
    const candidates = [...head.creators(), ...Object.keys((named && objectOf(named, 'users')) ?? {})];
    const local = candidates.filter((candidate) => this.#isLocal(candidate));
    await this.heads.loadMembers(head, local);
    for (const member of head.ofType('m.room.member')) {
      const userId = member.pdu.state_key ?? '';
      const mayInvite = membershipOf(member.pdu) === 'join' && powerLevels.ofUser(userId) >= powerLevels.invite;
      if (mayInvite && this.#isLocal(userId)) return userId;
    }
    return undefined;
  }

  #isLocal(userId: string): boolean {
    const parsed = parseUserId(userId);
    return parsed !== undefined && serverNameOf(parsed) === this.identity.serverName;
  }
}
