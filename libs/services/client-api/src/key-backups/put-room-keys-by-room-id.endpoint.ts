import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { putRoomKeysByRoomId } from '@chappe/matrix-api';
import { keysChangedAnswer, type KeysChangedAnswer } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';
import { readRoomKeys } from './read-backed-up-key.js';
import { readBackupVersion } from './read-backup-version.js';

/** PUT /room_keys/keys/{roomId} */
@Injectable()
@Endpoint(putRoomKeysByRoomId)
export class PutRoomKeysByRoomIdEndpoint implements EndpointHandler<typeof putRoomKeysByRoomId> {
  constructor(private readonly backups: KeyBackups) {}

  async handle(request: EndpointRequest<typeof putRoomKeysByRoomId>): Promise<KeysChangedAnswer> {
    const { params, query, body, requester } = request;
    const keys = readRoomKeys(params.roomId, body.sessions);
    return keysChangedAnswer(await this.backups.putKeys(requester.userId, readBackupVersion(query.version), keys));
  }
}
