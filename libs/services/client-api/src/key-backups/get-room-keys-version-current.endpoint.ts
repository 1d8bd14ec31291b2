import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomKeysVersionCurrent, MatrixError } from '@chappe/matrix-api';
import { backupText } from './backup-answer.js';
import { KeyBackups } from './key-backups.js';

/** GET /room_keys/version */
@Injectable()
@Endpoint(getRoomKeysVersionCurrent)
export class GetRoomKeysVersionCurrentEndpoint implements EndpointHandler<typeof getRoomKeysVersionCurrent> {
  constructor(private readonly backups: KeyBackups) {}

  async handle({ requester }: EndpointRequest<typeof getRoomKeysVersionCurrent>): Promise<RawJson> {
    const backup = await this.backups.current(requester.userId);
    if (!backup) throw MatrixError.notFound('No current backup version');
    return new RawJson(backupText(backup));
  }
}
