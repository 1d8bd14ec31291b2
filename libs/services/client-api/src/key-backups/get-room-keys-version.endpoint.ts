import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomKeysVersion, MatrixError } from '@chappe/matrix-api';
import { backupText } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';
import { readBackupVersion } from './read-backup-version.js';

/** GET /room_keys/version/{version} */
@Injectable()
@Endpoint(getRoomKeysVersion)
export class GetRoomKeysVersionEndpoint implements EndpointHandler<typeof getRoomKeysVersion> {
  constructor(private readonly backups: KeyBackups) {}

  async handle({ params, requester }: EndpointRequest<typeof getRoomKeysVersion>): Promise<RawJson> {
    const backup = await this.backups.find(requester.userId, readBackupVersion(params.version));
    if (!backup) throw MatrixError.notFound('Unknown backup version');
    return new RawJson(backupText(backup));
  }
}
