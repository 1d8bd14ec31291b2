import { Injectable } from '@nestjs/common';
import { decodeSyncToken, type SyncToken } from '@chappe/contracts';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, sync } from '@chappe/matrix-api';
import { SYNC_TIMEOUT_MS_MAX } from '../sync.limits.js';
import { SyncViews } from '../views/sync-views.js';
import { FilterReader } from './filter-reader.js';
import { Sync } from '../answer/sync.js';

const STATE_AFTER_UNSTABLE = 'org.matrix.msc4222';

/** GET /sync. `set_presence` is accepted and has no effect. */
@Injectable()
@Endpoint(sync)
export class SyncEndpoint implements EndpointHandler<typeof sync> {
  constructor(
    private readonly syncViews: SyncViews,
    private readonly filters: FilterReader,
    private readonly sync: Sync,
  ) {}

  async handle({ query, requester, signal }: EndpointRequest<typeof sync>): Promise<RawJson> {
    const { userId, deviceId } = requester;
    const stateAfterNames: string[] = [];
    if (query.use_state_after) stateAfterNames.push('state_after');
    if (query[`${STATE_AFTER_UNSTABLE}.use_state_after`]) stateAfterNames.push(`${STATE_AFTER_UNSTABLE}.state_after`);
    const answer = await this.sync.answer({
      userId,
      deviceId,
      sinceText: query.since,
      since: this.#tokenOf(query.since),
      filter: await this.filters.read(userId, query.filter),
      fullState: query.full_state ?? false,
      stateAfterNames,
      timeoutMs: Math.min(query.timeout ?? 0, SYNC_TIMEOUT_MS_MAX),
      signal,
    });
    return new RawJson(answer.json);
  }

  #tokenOf(text: string | undefined): SyncToken | undefined {
    if (text === undefined) return undefined;
    const token = decodeSyncToken(text, this.syncViews.current.partitionCount);
    if (!token) throw MatrixError.invalidParam('since is not a token of this server');
    return token;
  }
}
