import { Injectable } from '@nestjs/common';
import { ErasureEntry, roomLog, type DeactivateMemberRequest } from '@chappe/contracts';
import { membershipOf, type RoomId } from '@chappe/events';
import { GroupCommit } from '../commit/group-commit.js';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { RoomWriter } from '../writing/room-writer.js';
import { ErasureStore } from './erasure.store.js';

/** Memberships that a deactivated user does not keep. A ban stays. */
const ENDED: ReadonlySet<string> = new Set(['join', 'invite', 'knock']);

/** The end of a deactivated user in one room. The caller is in the room's lane. */
@Injectable()
export class EndMembership {
  constructor(
    private readonly heads: RoomHeads,
    private readonly writer: RoomWriter,
    private readonly commits: GroupCommit,
    private readonly store: ErasureStore,
  ) {}

  /**
   * Leaves, and then notes the erasure, if one is asked for: whoever follows the log hears of everything that the user
   * has sent before it is told to redact it. Done twice it is the same.
   * @returns what settles when all of it is durable
   * @throws MatrixError M_FORBIDDEN when the room does not let the user go
   */
  async end(request: DeactivateMemberRequest): Promise<{ readonly committed: Promise<unknown> }> {
    const head = await this.heads.get(request.roomId as RoomId);
    if (!head) return { committed: Promise.resolve() };
    const isNoted = !request.erase || (await this.store.has(head, request.userId));
    const left = await this.#leave(head, request.userId);
    const noted = request.erase && (left || !isNoted) ? this.#erase(head, request) : undefined;
    return { committed: Promise.all([left?.committed, noted]) };
  }

  async #leave(head: RoomHead, userId: string): Promise<{ readonly committed: Promise<void> } | undefined> {
    await this.heads.loadMembers(head, [userId]);
    const member = head.state('m.room.member', userId);
    if (!ENDED.has(membershipOf(member?.pdu))) return undefined;
    const content = { membership: 'leave' };
    return this.writer.append(head, { type: 'm.room.member', sender: userId, stateKey: userId, content });
  }

  #erase({ lease, partition, roomId }: RoomHead, { userId, erasedAt }: DeactivateMemberRequest): Promise<void> {
    const payload = ErasureEntry.encode({ userId, erasedAt }).finish();
    return this.commits.submit(() => {
      const entry = { partition, position: lease.take(), kind: roomLog.kinds.erasure.id, key: roomId, payload };
      return { lease, entries: [entry], erasures: [{ roomId, userId, erasedAt }] };
    });
  }
}
