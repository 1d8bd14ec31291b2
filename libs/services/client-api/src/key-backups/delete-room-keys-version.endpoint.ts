import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteRoomKeysVersion } from '@chappe/matrix-api';
import { KeyBackups } from './key-backups.js';
import { readBackupVersion } from './read-backup-version.js';

/** DELETE /room_keys/version/{version} */
@Injectable()
@Endpoint(deleteRoomKeysVersion)
export class DeleteRoomKeysVersionEndpoint implements EndpointHandler<typeof deleteRoomKeysVersion> {
  constructor(private readonly backups: KeyBackups) {}

  async handle({ params, requester }: EndpointRequest<typeof deleteRoomKeysVersion>): Promise<Record<string, never>> {
    await this.backups.remove(requester.userId, readBackupVersion(params.version));
    return {};
  }
}
