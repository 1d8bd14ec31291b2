import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getFilter, MatrixError } from '@chappe/matrix-api';
import { Filters } from './filters.js';
import { checkOwn } from '../users/check-own.js';

/** GET /user/{userId}/filter/{filterId} */
@Injectable()
@Endpoint(getFilter)
export class GetFilterEndpoint implements EndpointHandler<typeof getFilter> {
  constructor(private readonly filters: Filters) {}

  async handle({ params, requester }: EndpointRequest<typeof getFilter>): Promise<RawJson> {
    checkOwn(requester, params.userId);
    const filter = await this.filters.find(params.userId, params.filterId);
    if (filter === undefined) throw MatrixError.notFound('Unknown filter');
    return new RawJson(filter);
  }
}
