import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { putRoomKeysByRoomId } from '@chappe/matrix-api';
import { keysChangedAnswer, type KeysChangedAnswer } from '../key-backups/backup-answer.js';
import { KeyBackups } from '../key-backups/key-backups.js';
import { readRoomKeys } from '../key-backups/read-backed-up-key.js';
import { readBackupVersion } from '../key-backups/read-backup-version.js';

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
