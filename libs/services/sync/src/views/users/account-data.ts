import { parseJson } from '@chappe/crypto';
import type { AccountDataItem } from '@chappe/contracts';
import { LatestChanges } from '../log/latest-changes.js';

/** One type of account data, as the JSON of the event that clients get. */
export interface AccountDatum {
  /** Empty: global. */
  readonly roomId: string;
  readonly type: string;
  readonly json: string;
  readonly position: number;
}

/** Account data of a user, and what the server reads in it itself. */
export class AccountData {
  readonly changes = new LatestChanges<AccountDatum>((datum) => `${datum.roomId} ${datum.type}`);
  /** Client-Server API, "Ignoring Users". */
  ignoredUsers: ReadonlySet<string> = new Set();
  /** Client-Server API, "Invite permission": invites are not shown. */
  invitesBlocked = false;

  constructor(items: readonly AccountDataItem[]) {
    for (const item of items.toSorted((a, b) => a.position - b.position)) this.set(item);
  }

  set(item: AccountDataItem): void {
    const content = item.content.toString();
    const json = `{"type":${JSON.stringify(item.type)},"content":${content}}`;
    this.changes.set({ roomId: item.roomId, type: item.type, json, position: item.position });
    if (item.roomId !== '') return;
    if (item.type === 'm.ignored_user_list') this.ignoredUsers = ignoredUsersOf(content);
    if (item.type === 'm.invite_permission_config') this.invitesBlocked = invitesBlockedBy(content);
  }
}

function ignoredUsersOf(content: string): ReadonlySet<string> {
  const users = memberOf(parseJson(content), 'ignored_users');
  return new Set(typeof users === 'object' && users !== null && !Array.isArray(users) ? Object.keys(users) : []);
}

function invitesBlockedBy(content: string): boolean {
  return memberOf(parseJson(content), 'default_action') === 'block';
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
