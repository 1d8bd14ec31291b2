import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomKeyBySessionId, MatrixError } from '@chappe/matrix-api';
import { KeyBackups } from './key-backups.js';
import { keyText } from './key-text.js';
import { readBackupVersion } from './read-backup-version.js';

/** GET /room_keys/keys/{roomId}/{sessionId} */
@Injectable()
@Endpoint(getRoomKeyBySessionId)
export class GetRoomKeyBySessionIdEndpoint implements EndpointHandler<typeof getRoomKeyBySessionId> {
  constructor(private readonly backups: KeyBackups) {}

  async handle({ params, query, requester }: EndpointRequest<typeof getRoomKeyBySessionId>): Promise<RawJson> {
    const range = { ...params, version: readBackupVersion(query.version) };
    const [key] = await this.backups.listKeys(requester.userId, { range, after: ['', ''], limit: 1 });
    if (!key) throw MatrixError.notFound('Key not found');
    return new RawJson(keyText(key));
  }
}
