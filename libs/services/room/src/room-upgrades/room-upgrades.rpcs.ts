import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type UpgradeRoomRequest, type UpgradeRoomResponse } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { RoomHeads } from '../heads/room-heads.js';
import { RoomLanes } from '../writing/room-lanes.js';
import { CloseOldRoom } from './close-old-room.js';
import { FindReplacement } from './find-replacement.js';
import { MakeReplacement } from './make-replacement.js';
import { toUpgrade, type Upgrade } from './upgrade.js';

/**
 * Replaces a room by one of another version (client-server-api, "Room Upgrades"). The old room's lane is held all the
 * time, so that upgrades of a room come one after the other and the last known event is the last one.
 *
 * The two rooms may have different owners by the time it ends, so they are not written together but in an order that
 * is harmless wherever it breaks off: the new room is noted, made, and only then named in the old one. The same
 * request again goes on with the room that it finds.
 */
@Injectable()
export class RoomUpgradesRpcs {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly findReplacement: FindReplacement,
    private readonly makeReplacement: MakeReplacement,
    private readonly closeOldRoom: CloseOldRoom,
  ) {}

  /**
   * Answers when everything is durable. A room that was upgraded to this version already stays with its replacement,
   * as long as somebody is in it.
   * @throws MatrixError M_UNSUPPORTED_ROOM_VERSION, M_INVALID_PARAM, M_FORBIDDEN, M_BAD_JSON for state that the new
   * version does not allow, M_TOO_LARGE
   */
  @Rpc(RoomServiceDefinition, 'upgradeRoom')
  async upgrade(request: UpgradeRoomRequest): Promise<UpgradeRoomResponse> {
    const upgrade = toUpgrade(request);
    const roomId = request.roomId as RoomId;
    return { replacementRoomId: await this.lanes.run(roomId, () => this.#replace(roomId, upgrade)) };
  }

  async #replace(roomId: RoomId, upgrade: Upgrade): Promise<RoomId> {
    const head = await this.heads.get(roomId);
    if (!head) throw MatrixError.forbidden('You are not in this room');
    await this.closeOldRoom.checkAllowed(head, upgrade.sender);
    await this.heads.committed(roomId); // what the new room says about the old one must not be undone
    const replacement =
      (await this.findReplacement.find(head, upgrade)) ?? (await this.makeReplacement.make(head, upgrade));
    await this.closeOldRoom.close(head, { sender: upgrade.sender, replacement });
    return replacement;
  }
}
