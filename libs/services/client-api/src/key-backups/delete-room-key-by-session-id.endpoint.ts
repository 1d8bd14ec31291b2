import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteRoomKeyBySessionId } from '@chappe/matrix-api';
import { keysChangedAnswer, type KeysChangedAnswer } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';
import { readBackupVersion } from './read-backup-version.js';

/** DELETE /room_keys/keys/{roomId}/{sessionId} */
@Injectable()
@Endpoint(deleteRoomKeyBySessionId)
export class DeleteRoomKeyBySessionIdEndpoint implements EndpointHandler<typeof deleteRoomKeyBySessionId> {
  constructor(private readonly backups: KeyBackups) {}

  async handle(request: EndpointRequest<typeof deleteRoomKeyBySessionId>): Promise<KeysChangedAnswer> {
    const { params, query, requester } = request;
    const range = { ...params, version: readBackupVersion(query.version) };
    return keysChangedAnswer(await this.backups.removeKeys(requester.userId, range));
  }
}
