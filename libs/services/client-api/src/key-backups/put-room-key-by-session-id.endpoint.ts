import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { putRoomKeyBySessionId } from '@chappe/matrix-api';
import { keysChangedAnswer, type KeysChangedAnswer } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';
import { readBackedUpKey } from './read-backed-up-key.js';
import { readBackupVersion } from './read-backup-version.js';

/** PUT /room_keys/keys/{roomId}/{sessionId} */
@Injectable()
@Endpoint(putRoomKeyBySessionId)
export class PutRoomKeyBySessionIdEndpoint implements EndpointHandler<typeof putRoomKeyBySessionId> {
  constructor(private readonly backups: KeyBackups) {}

  async handle(request: EndpointRequest<typeof putRoomKeyBySessionId>): Promise<KeysChangedAnswer> {
    const { params, query, body, requester } = request;
    const keys = [readBackedUpKey(params.roomId, params.sessionId, body)];
    return keysChangedAnswer(await this.backups.putKeys(requester.userId, readBackupVersion(query.version), keys));
  }
}
