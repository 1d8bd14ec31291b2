import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { BoundEndpoint } from '../binding/bound-endpoint.js';
import { BodyBudget } from './body-budget.js';
import type { BoundRequest } from './bound-request.js';
import { LimitedBody } from './limited-body.js';
import { parseBody } from './parse-body.js';
import { readBody } from './read-body.js';

/** Reads bodies by their kind, and refuses them beyond the endpoint's own limit while they come. */
@Injectable()
export class RequestBodies {
  constructor(
    private readonly budget: BodyBudget,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * What the handler of the endpoint gets: JSON that fits its schema, bytes, or a stream.
   * @param asker who answers for the memory
   * @throws MatrixError, ClientGoneError
   */
  async read(endpoint: BoundEndpoint, { raw, rawBody }: BoundRequest, asker: string): Promise<unknown> {
    const { bodyKind, bodyBytesMax: bytesMax } = endpoint;
    if (bodyKind === 'none') return undefined;
    if (bodyKind === 'stream') return LimitedBody.of(raw, { bytesMax, clock: this.clock });
    const bytes = rawBody ?? (await this.whole(raw, endpoint, asker));
    if (bodyKind === 'bytes') return bytes;
    const body = parseBody(bytes, endpoint.bodyRules);
    endpoint.body?.check(body);
    return body;
  }

  /** @throws MatrixError, ClientGoneError */
  whole(raw: IncomingMessage, { bodyBytesMax }: BoundEndpoint, holder: string): Promise<Buffer> | Buffer {
    return readBody(raw, { bytesMax: bodyBytesMax, budget: this.budget, holder });
  }
}
