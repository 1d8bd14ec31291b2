import { Injectable } from '@nestjs/common';
import { UserDataServiceDefinition, type GetFilterRequest, type GetFilterResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { Filters } from './filters.js';

/** A filter for the sync service. */
@Injectable()
@Rpc(UserDataServiceDefinition, 'getFilter')
export class GetFilterRpc implements RpcHandler<typeof UserDataServiceDefinition, 'getFilter'> {
  constructor(private readonly filters: Filters) {}

  async handle({ userId, filterId }: GetFilterRequest): Promise<GetFilterResponse> {
    const filter = await this.filters.find(userId, filterId);
    if (filter === undefined) throw MatrixError.notFound('Unknown filter');
    return { filter: Buffer.from(filter) };
  }
}
