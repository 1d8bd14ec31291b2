import { Injectable } from '@nestjs/common';
import { UserDataServiceDefinition, type ReadUserRequest, type ReadUserResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { AccountDataStore } from '../account-data/account-data.store.js';
import { PUSH_RULES } from '../account-data/server-managed-types.js';
import { pushRulesContent } from '../push-rules/push-rules-content.js';
import { UserPartitions } from '../users/user-partitions.js';
import { UserSnapshots } from '../users/user-snapshots.js';

/** What the sync service keeps about a user, exact at a position of the user log. */
@Injectable()
@Rpc(UserDataServiceDefinition, 'readUser')
export class ReadUserRpc implements RpcHandler<typeof UserDataServiceDefinition, 'readUser'> {
  constructor(
    private readonly snapshots: UserSnapshots,
    private readonly accountData: AccountDataStore,
    private readonly partitions: UserPartitions,
  ) {}

  async handle({ userId }: ReadUserRequest): Promise<ReadUserResponse> {
    const user = this.partitions.placeOf(userId);
    return this.snapshots.read(user.partition, async (tx, position) => {
      const rows = await this.accountData.list(tx, user);
      const isRules = ({ roomId, type }: { roomId: string; type: string }) => roomId === '' && type === PUSH_RULES;
      const rules = rows.find(isRules);
      const items = rows.filter((row) => !isRules(row));
      // A user who never changed a rule has the predefined ones all the same.
      const content = pushRulesContent(userId, rules?.content);
      items.push({ roomId: '', type: PUSH_RULES, content, position: rules?.position ?? 0 });
      return { position, accountData: items.map((item) => ({ ...item, content: Buffer.from(item.content) })) };
    });
  }
}
