import { Injectable } from '@nestjs/common';
import { type GetFilterRequest, type GetFilterResponse, UserDataServiceDefinition } from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { Filters } from './filters.js';

/** Filters for the sync service. */
@Injectable()
export class FiltersRpcs {
  constructor(private readonly filters: Filters) {}

  /** A filter for the sync service. */
  @Rpc(UserDataServiceDefinition, 'getFilter')
  async getFilter({ userId, filterId }: GetFilterRequest): Promise<GetFilterResponse> {
    const filter = await this.filters.find(userId, filterId);
    if (filter === undefined) throw MatrixError.notFound('Unknown filter');
    return { filter: Buffer.from(filter) };
  }
}
