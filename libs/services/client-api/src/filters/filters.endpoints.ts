import { Injectable } from '@nestjs/common';
import { parseFilter } from '@chappe/events';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import { defineFilter, getFilter, MatrixError } from '@chappe/matrix-api';
import { checkOwn } from '../users/check-own.js';
import { Filters } from './filters.js';

/** Filtering (Client-Server API). */
@Injectable()
export class FiltersEndpoints {
  constructor(private readonly filters: Filters) {}

  /** POST /user/{userId}/filter */
  @Endpoint(defineFilter)
  async defineFilter({
    params,
    body,
    requester,
  }: EndpointRequest<typeof defineFilter>): Promise<{ filter_id: string }> {
    checkOwn(requester, params.userId);
    const parsed = parseFilter(body);
    if ('error' in parsed) throw MatrixError.badJson(parsed.error);
    return { filter_id: await this.filters.define(params.userId, body) };
  }

  /** GET /user/{userId}/filter/{filterId} */
  @Endpoint(getFilter)
  async getFilter({ params, requester }: EndpointRequest<typeof getFilter>): Promise<RawJson> {
    checkOwn(requester, params.userId);
    const filter = await this.filters.find(params.userId, params.filterId);
    if (filter === undefined) throw MatrixError.notFound('Unknown filter');
    return new RawJson(filter);
  }
}
