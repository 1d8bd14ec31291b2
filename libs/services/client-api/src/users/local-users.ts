import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import { serverNameOf, type UserId } from '@chappe/events';

/** Which users are ours. */
@Injectable()
export class LocalUsers {
  constructor(@Inject(SERVER_IDENTITY) private readonly identity: Pick<ServerIdentity, 'serverName'>) {}

  isLocal(userId: UserId): boolean {
    return serverNameOf(userId) === this.identity.serverName;
  }
}
