import { Injectable } from '@nestjs/common';
import { decodeSyncToken, partitionOf, type SyncToken } from '@chappe/contracts';
import { Endpoint, RawJson, type EndpointRequest } from '@chappe/http';
import { getKeyChanges, MatrixError, sync } from '@chappe/matrix-api';
import { AnswerV3 } from '../render-v3/answer-v3.js';
import { deviceListChanges, type DeviceListChanges } from '../select/device-lists/device-list-changes.js';
import { SYNC_TIMEOUT_MS_MAX } from '../sync.limits.js';
import { SyncViews } from '../views/sync-views.js';
import { catchUp } from './catch-up.js';
import { judgeToken } from './judge-token.js';
import { SyncFilters } from './sync-filters.js';
import { Sync } from './sync.js';

const STATE_AFTER_UNSTABLE = 'org.matrix.msc4222';

/** What changed for a device since its token (Client-Server API, "Syncing" and "Device management"). */
@Injectable()
export class SyncEndpoints {
  constructor(
    private readonly syncViews: SyncViews,
    private readonly filters: SyncFilters,
    private readonly sync: Sync,
  ) {}

  /** GET /sync. `set_presence` is accepted and has no effect. */
  @Endpoint(sync)
  async answer({ query, requester, signal }: EndpointRequest<typeof sync>): Promise<RawJson> {
    const { userId, deviceId } = requester;
    const stateAfterNames = stateAfterNamesOf(query);
    const since = query.since === undefined ? undefined : this.#tokenOf('since', query.since);
    const filter = await this.filters.read(userId, query.filter);
    const { eventFields } = filter;
    const stateAfter = stateAfterNames.length > 0;
    const stateNames = stateAfter ? stateAfterNames : ['state'];
    const json = await this.sync.answer({
      userId,
      deviceId,
      sinceText: query.since,
      since,
      filter,
      fullState: query.full_state ?? false,
      stateAfter,
      timeoutMs: Math.min(query.timeout ?? 0, SYNC_TIMEOUT_MS_MAX),
      signal,
      newAnswer: (nowMs) => new AnswerV3({ nowMs, eventFields, stateNames }),
    });
    return new RawJson(json);
  }

  /** GET /keys/changes: the `device_lists` of all that lies between two tokens. */
  @Endpoint(getKeyChanges)
  async keyChanges({ query, requester }: EndpointRequest<typeof getKeyChanges>): Promise<DeviceListChanges> {
    const views = this.syncViews.current;
    const from = this.#tokenOf('from', query.from);
    const to = this.#tokenOf('to', query.to);
    const userPartition = partitionOf(requester.userId, views.partitionCount);
    const begin = await judgeToken(views, from, { userPartition });
    const end = await judgeToken(views, to, { userPartition });
    await catchUp(views, begin.token, userPartition);
    await catchUp(views, end.token, userPartition);
    const span = { from: begin.token, to: end.token, lost: begin.lost };
    return deviceListChanges(views, await views.users.view(requester.userId), span);
  }

  /** @param name of the query parameter that holds the token */
  #tokenOf(name: string, text: string): SyncToken {
    const token = decodeSyncToken(text, this.syncViews.current.partitionCount);
    if (!token) throw MatrixError.invalidParam(`${name} is not a token of this server`);
    return token;
  }
}

/** Names under which a client asks for the state at the end of the timeline; none: it does not. */
function stateAfterNamesOf(query: EndpointRequest<typeof sync>['query']): string[] {
  const names: string[] = [];
  if (query.use_state_after) names.push('state_after');
  if (query[`${STATE_AFTER_UNSTABLE}.use_state_after`]) names.push(`${STATE_AFTER_UNSTABLE}.state_after`);
  return names;
}
