import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { postRoomKeysVersion } from '@chappe/matrix-api';
import { KeyBackups } from './key-backups.js';
import { readAuthData } from './read-auth-data.js';

/** POST /room_keys/version */
@Injectable()
@Endpoint(postRoomKeysVersion)
export class PostRoomKeysVersionEndpoint implements EndpointHandler<typeof postRoomKeysVersion> {
  constructor(private readonly backups: KeyBackups) {}

  async handle({ body, requester }: EndpointRequest<typeof postRoomKeysVersion>): Promise<{ version: string }> {
    return { version: String(await this.backups.create(requester.userId, readAuthData(body))) };
  }
}
