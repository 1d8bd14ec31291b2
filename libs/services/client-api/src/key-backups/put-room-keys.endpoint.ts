import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { putRoomKeys } from '@chappe/matrix-api';
import { keysChangedAnswer, type KeysChangedAnswer } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';
import { readRoomKeys } from './read-backed-up-key.js';
import { readBackupVersion } from './read-backup-version.js';

/** PUT /room_keys/keys */
@Injectable()
@Endpoint(putRoomKeys)
export class PutRoomKeysEndpoint implements EndpointHandler<typeof putRoomKeys> {
  constructor(private readonly backups: KeyBackups) {}

  async handle(request: EndpointRequest<typeof putRoomKeys>): Promise<KeysChangedAnswer> {
    const { query, body, requester } = request;
    const keys = Object.entries(body.rooms).flatMap(([roomId, room]) => readRoomKeys(roomId, room.sessions));
    return keysChangedAnswer(await this.backups.putKeys(requester.userId, readBackupVersion(query.version), keys));
  }
}
