import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type DeactivateUserRequest, type DeactivateUserResponse } from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { clientOf, Rpc, type ServiceClient } from '@chappe/grpc';
import { Partitions } from '../partitions/partitions.js';
import { DEACTIVATION_ROOMS_AT_ONCE, DEACTIVATION_ROOMS_PER_STEP } from '../room.limits.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { UserRooms } from '../user-rooms/user-rooms.js';

/** What happens in rooms when an account is deactivated. */
@Injectable()
export class DeactivationRpcs {
  constructor(
    private readonly userRooms: UserRooms,
    private readonly partitions: Partitions,
    private readonly telemetry: RoomTelemetry,
    @Inject(clientOf(RoomServiceDefinition)) private readonly owners: ServiceClient<typeof RoomServiceDefinition>,
  ) {}

  /**
   * One step: the user's next rooms, in the order of their ids. With `erase` those that the user has left as well. A
   * room in which it does not work is counted, and left to the next pass.
   */
  @Rpc(RoomServiceDefinition, 'deactivateUser')
  async deactivate(request: DeactivateUserRequest): Promise<DeactivateUserResponse> {
    const memberships = request.erase ? [] : ['join', 'invite', 'knock'];
    const { rooms } = await this.userRooms.get(request.userId as UserId, memberships);
    const roomIds = rooms.map(({ roomId }) => roomId).filter((roomId) => roomId > request.after);
    const step = roomIds.sort(compareTexts).slice(0, DEACTIVATION_ROOMS_PER_STEP);
    let failed = 0;
    for (let begin = 0; begin < step.length; begin += DEACTIVATION_ROOMS_AT_ONCE) {
      const together = step.slice(begin, begin + DEACTIVATION_ROOMS_AT_ONCE);
      const ended = await Promise.all(together.map((roomId) => this.#endIn(roomId, request)));
      failed += ended.filter((isEnded) => !isEnded).length;
    }
    const next = step.length < roomIds.length ? (step.at(-1) ?? '') : '';
    return { next, handled: step.length - failed, failed };
  }

  async #endIn(roomId: string, { userId, erase, roomPositions }: DeactivateUserRequest): Promise<boolean> {
    // 0 says that nobody is erased; and at 1 nobody is in a room yet.
    const erasedAt = Math.max(1, roomPositions[this.partitions.of(roomId)] ?? 0);
    try {
      await this.owners.deactivateMember({ roomId, userId, erase, erasedAt });
      return true;
    } catch (error) {
      this.telemetry.memberNotDeactivated({ roomId, userId }, error);
      return false;
    }
  }
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
