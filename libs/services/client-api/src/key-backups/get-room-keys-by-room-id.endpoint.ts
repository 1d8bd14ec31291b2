import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomKeysByRoomId } from '@chappe/matrix-api';
import { readBackupVersion } from './read-backup-version.js';
import { roomText, StoredRoomKeys } from './stored-room-keys.js';

/** GET /room_keys/keys/{roomId} */
@Injectable()
@Endpoint(getRoomKeysByRoomId)
export class GetRoomKeysByRoomIdEndpoint implements EndpointHandler<typeof getRoomKeysByRoomId> {
  constructor(private readonly keys: StoredRoomKeys) {}

  async handle({ params, query, requester }: EndpointRequest<typeof getRoomKeysByRoomId>): Promise<RawJson> {
    const { roomId } = params;
    const found = await this.keys.sessions(requester.userId, { roomId, version: readBackupVersion(query.version) });
    return new RawJson(roomText(found.get(roomId) ?? []));
  }
}
