import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomKeys } from '@chappe/matrix-api';
import { readBackupVersion } from './read-backup-version.js';
import { roomText, StoredRoomKeys } from './stored-room-keys.js';

/** GET /room_keys/keys */
@Injectable()
@Endpoint(getRoomKeys)
export class GetRoomKeysEndpoint implements EndpointHandler<typeof getRoomKeys> {
  constructor(private readonly keys: StoredRoomKeys) {}

  async handle({ query, requester }: EndpointRequest<typeof getRoomKeys>): Promise<RawJson> {
    const found = await this.keys.sessions(requester.userId, { version: readBackupVersion(query.version) });
    const rooms = [...found].map(([roomId, sessions]) => `${JSON.stringify(roomId)}:${roomText(sessions)}`);
    return new RawJson(`{"rooms":{${rooms.join(',')}}}`);
  }
}
