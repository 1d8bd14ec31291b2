import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteRoomKeys } from '@chappe/matrix-api';
import { keysChangedAnswer, type KeysChangedAnswer } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';
import { readBackupVersion } from './read-backup-version.js';

/** DELETE /room_keys/keys */
@Injectable()
@Endpoint(deleteRoomKeys)
export class DeleteRoomKeysEndpoint implements EndpointHandler<typeof deleteRoomKeys> {
  constructor(private readonly backups: KeyBackups) {}

  async handle(request: EndpointRequest<typeof deleteRoomKeys>): Promise<KeysChangedAnswer> {
    const { query, requester } = request;
    const range = { version: readBackupVersion(query.version) };
    return keysChangedAnswer(await this.backups.removeKeys(requester.userId, range));
  }
}
