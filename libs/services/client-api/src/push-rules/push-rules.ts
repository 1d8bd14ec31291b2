import { Injectable } from '@nestjs/common';
import { getRule, type PushRule, type PushRuleChange, type PushRulePath, type PushRuleset } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { AccountData } from '../account-data/account-data.js';
import { readPushRules } from '../account-data/push-rules-content.js';
import { PUSH_RULES } from '../account-data/server-managed-types.js';
import { refusalError } from './refusal-error.js';

const SLOT = { roomId: '', type: PUSH_RULES };

/** Push rules of local users, kept as `m.push_rules` account data (Client-Server API, "Push Rules: Events"). */
@Injectable()
export class PushRules {
  constructor(private readonly accountData: AccountData) {}

  async get(userId: string): Promise<PushRuleset> {
    return readPushRules(userId, await this.accountData.find(userId, SLOT));
  }

  /** @throws MatrixError M_NOT_FOUND */
  async getRule(userId: string, { kind, ruleId }: PushRulePath): Promise<PushRule> {
    const rule = getRule(await this.get(userId), kind, ruleId);
    if (!rule) throw MatrixError.notFound('There is no such push rule');
    return rule;
  }

  /** Changes the ruleset; all devices see the new one. @throws MatrixError when the change is refused */
  async change(userId: string, change: (ruleset: PushRuleset) => PushRuleChange): Promise<void> {
    await this.accountData.change(userId, SLOT, (stored) => {
      const changed = change(readPushRules(userId, stored));
      if ('refused' in changed) throw refusalError(changed);
      return JSON.stringify({ global: changed.ruleset });
    });
  }
}
