import { Injectable } from '@nestjs/common';
import { decodeSyncToken, partitionOf, type SyncToken } from '@chappe/contracts';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getKeyChanges, MatrixError } from '@chappe/matrix-api';
import { catchUp } from '../answer/catch-up.js';
import { deviceListChanges, type DeviceListChanges } from '../answer/device-list-changes.js';
import { SyncViews } from '../views/sync-views.js';

/** GET /keys/changes: the `device_lists` of all that lies between two tokens. */
@Injectable()
@Endpoint(getKeyChanges)
export class KeyChangesEndpoint implements EndpointHandler<typeof getKeyChanges> {
  constructor(private readonly syncViews: SyncViews) {}

  async handle({ query, requester }: EndpointRequest<typeof getKeyChanges>): Promise<DeviceListChanges> {
    const views = this.syncViews.current;
    const from = tokenOf('from', query.from, views.partitionCount);
    const to = tokenOf('to', query.to, views.partitionCount);
    const partition = partitionOf(requester.userId, views.partitionCount);
    await catchUp(views, from, partition);
    await catchUp(views, to, partition);
    return deviceListChanges(views, await views.users.view(requester.userId), { from, to });
  }
}

function tokenOf(name: string, text: string, partitionCount: number): SyncToken {
  const token = decodeSyncToken(text, partitionCount);
  if (!token) throw MatrixError.invalidParam(`${name} is not a token of this server`);
  return token;
}
