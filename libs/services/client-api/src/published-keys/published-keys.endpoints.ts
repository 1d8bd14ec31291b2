import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest, type RawJson, type StreamedJson } from '@chappe/http';
import { MatrixError, queryKeys } from '@chappe/matrix-api';
import { KeyQueries } from './key-queries.js';
import { QUERIED_USERS_MAX } from './published-key.limits.js';

/** Querying keys (Client-Server API, "Key management API"). */
@Injectable()
export class PublishedKeysEndpoints {
  constructor(private readonly queries: KeyQueries) {}

  /** POST /keys/query */
  @Endpoint(queryKeys)
  queryKeys({ body, requester }: EndpointRequest<typeof queryKeys>): Promise<RawJson | StreamedJson> {
    const asked = new Map(Object.entries(body.device_keys));
    if (asked.size > QUERIED_USERS_MAX) throw MatrixError.tooLarge(`At most ${QUERIED_USERS_MAX} users can be queried`);
    return this.queries.answer(requester.userId, asked);
  }
}
