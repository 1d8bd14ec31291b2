import { Inject, Injectable, Optional } from '@nestjs/common';
import { DISK_ROOM, type DiskRoom } from '@chappe/postgres';
import { clientAddress } from '../limits/client-address.js';
import { RateLimits } from '../limits/rate-limits.js';
import type { BoundRequest } from '../request/bound-request.js';
import { RequestBodies } from '../request/request-bodies.js';
import type { BoundEndpoint } from './bound-endpoint.js';

/** Whether a request is served at all. */
@Injectable()
export class Admission {
  constructor(
    private readonly limits: RateLimits,
    private readonly bodies: RequestBodies,
    @Optional() @Inject(DISK_ROOM) private readonly disk?: Pick<DiskRoom, 'check'>,
  ) {}

  /**
   * Notes the requester in the request.
   * @returns who answers for what it costs: the requester, or the client's address where nobody is known
   * @throws MatrixError that refuses it
   */
  async admit(endpoint: BoundEndpoint, request: BoundRequest): Promise<string> {
    // 1. The body first where the scheme needs it: bounded by the client's address and the endpoint's own limit.
    if (endpoint.needsRawBody) await this.#readUnadmitted(endpoint, request);
    // 2. Who asks.
    const { auth, rateLimit } = endpoint.definition;
    if (endpoint.scheme) request.requester = await endpoint.scheme.admit(request, auth as never, request.rawBody);
    // 3. How often.
    const asker = request.requesterName || clientAddress(request.ip);
    await this.limits.take(rateLimit, asker);
    // 4. Whether there is room for what it stores.
    if (endpoint.stores) this.disk?.check();
    return asker;
  }

  /** Takes what a request has cost beyond its first point. */
  async settle({ definition }: BoundEndpoint, { furtherPoints }: BoundRequest, asker: string): Promise<void> {
    if (furtherPoints > 0) await this.limits.charge(definition.rateLimit, asker, furtherPoints);
  }

  async #readUnadmitted(endpoint: BoundEndpoint, request: BoundRequest): Promise<void> {
    const address = clientAddress(request.ip);
    await this.limits.take(endpoint.definition.rateLimit, address);
    request.rawBody = await this.bodies.whole(request.raw, endpoint, address);
  }
}
