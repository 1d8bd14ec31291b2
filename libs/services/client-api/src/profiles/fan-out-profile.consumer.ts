import { Inject, Injectable } from '@nestjs/common';
import { type LogEntry, MembershipAction, RoomServiceDefinition, userLog } from '@chappe/contracts';
import { Consumer, type ConsumerHandler } from '@chappe/event-log';
import { clientOf } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import type { Tx } from '@chappe/postgres';
import { ClientApiTelemetry } from '../client-api.telemetry.js';
import { FAN_OUT_ROOMS_AT_ONCE } from '../fan-outs/fan-out.limits.js';
import { FanOuts } from '../fan-outs/fan-outs.js';
import type { RoomService } from '../room-service.js';
import { memberProfile } from './member-profile.js';
import { Profiles } from './profiles.js';

/**
 * Writes a changed name or avatar into the member events of the user's rooms (Client-Server API, "Events on Change of
 * Profile Information"). Always the profile as it stands: of several changes the last one counts.
 */
@Injectable()
@Consumer({ name: 'fan-out-profile', topic: userLog, schema: 'client_api', kinds: [userLog.kinds.profile.id] })
export class FanOutProfileConsumer implements ConsumerHandler {
  constructor(
    private readonly fanOuts: FanOuts,
    private readonly profiles: Profiles,
    private readonly telemetry: ClientApiTelemetry,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
  ) {
    fanOuts.register('profile', (userId, keepClaim) => this.#tellRooms(userId, keepClaim));
  }

  async handle(entry: LogEntry, tx: Tx): Promise<void> {
    const { partition, position, key: userId } = entry;
    await this.fanOuts.request(tx, { partition, userId, subject: 'profile', position });
  }

  async #tellRooms(userId: string, keepClaim: () => Promise<void>): Promise<void> {
    const { rooms } = await this.rooms.getUserRooms({ userId, memberships: ['join'] });
    for (let start = 0; start < rooms.length; start += FAN_OUT_ROOMS_AT_ONCE) {
      await keepClaim();
      const profile = { userId, ...memberProfile((await this.profiles.find(userId)) ?? {}) };
      const some = rooms.slice(start, start + FAN_OUT_ROOMS_AT_ONCE);
      await Promise.all(some.map(({ roomId }) => this.#tellRoom(roomId, profile)));
    }
  }

  async #tellRoom(
    roomId: string,
    profile: { readonly userId: string } & ReturnType<typeof memberProfile>,
  ): Promise<void> {
    const { userId } = profile;
    const action = MembershipAction.MEMBERSHIP_ACTION_UPDATE_PROFILE;
    try {
      await this.rooms.changeMembership({ roomId, sender: userId, target: userId, action, profile });
    } catch (error) {
      // The room refuses for good: the user left meanwhile, or its rules forbid the change. Other rooms go on.
      if (!(error instanceof MatrixError) || error.status >= 500) throw error;
      this.telemetry.profileRefused({ roomId, userId }, error);
    }
  }
}
