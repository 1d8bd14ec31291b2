import { Injectable } from '@nestjs/common';
import { parseFilter } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { defineFilter, MatrixError } from '@chappe/matrix-api';
import { Filters } from './filters.js';
import { checkOwn } from '../users/check-own.js';

/** POST /user/{userId}/filter */
@Injectable()
@Endpoint(defineFilter)
export class DefineFilterEndpoint implements EndpointHandler<typeof defineFilter> {
  constructor(private readonly filters: Filters) {}

  async handle({ params, body, requester }: EndpointRequest<typeof defineFilter>): Promise<{ filter_id: string }> {
    checkOwn(requester, params.userId);
    const parsed = parseFilter(body);
    if ('error' in parsed && typeof parsed.error === 'string') throw MatrixError.badJson(parsed.error);
    return { filter_id: await this.filters.define(params.userId, body) };
  }
}
