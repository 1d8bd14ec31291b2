import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { putRoomKeysVersion, MatrixError } from '@chappe/matrix-api';
import { KeyBackups } from './key-backups.js';
import { readAuthData } from './read-auth-data.js';
import { readBackupVersion } from './read-backup-version.js';

/** PUT /room_keys/version/{version} */
@Injectable()
@Endpoint(putRoomKeysVersion)
export class PutRoomKeysVersionEndpoint implements EndpointHandler<typeof putRoomKeysVersion> {
  constructor(private readonly backups: KeyBackups) {}

  async handle({
    params,
    body,
    requester,
  }: EndpointRequest<typeof putRoomKeysVersion>): Promise<Record<string, never>> {
    const version = readBackupVersion(params.version);
    if (body.version !== undefined && body.version !== params.version) {
      throw MatrixError.invalidParam('The version does not match the path');
    }
    await this.backups.setAuthData(requester.userId, version, readAuthData(body));
    return {};
  }
}
