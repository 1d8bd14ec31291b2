import { Injectable } from '@nestjs/common';
import { type ReadUserRequest, type ReadUserResponse, UserDataServiceDefinition } from '@chappe/contracts';
import { Generations } from '@chappe/event-log';
import { Rpc } from '@chappe/grpc';
import { UserTransactions } from '../users/user-transactions.js';
import { AccountDataStore } from './account-data.store.js';
import { pushRulesContent } from './push-rules-content.js';
import { PUSH_RULES } from './server-managed-types.js';

/** Account data for the sync service. */
@Injectable()
export class AccountDataRpcs {
  constructor(
    private readonly transactions: UserTransactions,
    private readonly accountData: AccountDataStore,
    private readonly generations: Generations,
  ) {}

  /** What the sync service keeps about a user, exact at a position of the user log. */
  @Rpc(UserDataServiceDefinition, 'readUser')
  readUser({ userId, generation }: ReadUserRequest): Promise<ReadUserResponse> {
    return this.generations.within(generation, () => this.#read(userId));
  }

  #read(userId: string): Promise<ReadUserResponse> {
    return this.transactions.snapshot(userId, async ({ tx, user, position }) => {
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
