import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { parseNewLocalpart, parseUserId, serverNameOf, type UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock, RANDOMNESS, type Randomness } from '@chappe/runtime';
import type { Account, NewAccount } from './account.js';
import { AccountsStore } from './accounts.store.js';

/** Characters of a localpart that we choose. */
const GENERATED_LOCALPART_LENGTH = 12;

/** The accounts of this server. */
@Injectable()
export class Accounts {
  constructor(
    private readonly store: AccountsStore,
    private readonly postgres: Postgres,
    @Inject(configOf(serverSection)) private readonly server: ServerConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * The user ID that an account of this name gets; capitals become small letters. M_INVALID_USERNAME when the grammar
   * or the length forbids it (appendices#user-identifiers).
   */
  newUserId(username: string): UserId {
    const localpart = parseNewLocalpart(username);
    const userId = localpart === undefined ? undefined : parseUserId(`@${localpart}:${this.server.name}`);
    if (userId === undefined) {
      const message = 'A user name consists of a-z, 0-9 and ._=-/+ and is at most 255 bytes long with the server name';
      throw new MatrixError('M_INVALID_USERNAME', message);
    }
    return userId;
  }

  /**
   * The same for somebody who may have written the whole user ID. M_INVALID_USERNAME also when it is one of another
   * server.
   */
  newUserIdOf(name: string): UserId {
    const suffix = `:${this.server.name}`;
    if (!name.startsWith('@')) return this.newUserId(name);
    if (name.endsWith(suffix)) return this.newUserId(name.slice(1, -suffix.length));
    throw new MatrixError('M_INVALID_USERNAME', `${name} is no user ID of this server, which is ${this.server.name}`);
  }

  /** A user ID for someone who asked for none. */
  generateUserId(): UserId {
    return this.newUserId(this.randomness.token(GENERATED_LOCALPART_LENGTH));
  }

  /** Refuses with M_USER_IN_USE when the user ID is taken, by a deactivated account too. */
  async checkFree(userId: UserId): Promise<void> {
    if (await this.store.find(this.postgres, userId)) throw userInUse();
  }

  /** Which of these texts are user IDs of accounts that are in use. */
  async findActive(userIds: readonly string[]): Promise<string[]> {
    const possible = new Set(userIds.filter((userId) => parseUserId(userId) !== undefined));
    return this.store.findActive(this.postgres, [...possible]);
  }

  /** Makes the account in the caller's transaction. M_USER_IN_USE when another was faster. */
  async create(tx: Tx, account: NewAccount): Promise<void> {
    if (!(await this.store.insert(tx, account, this.clock.nowMs()))) throw userInUse();
  }

  /**
   * The account with its row locked until the transaction ends; undefined when there is none. Everything that changes
   * an account, its devices or its tokens takes this lock first: so changes of one account come one after another and
   * never deadlock.
   */
  async lock(tx: Tx, userId: UserId): Promise<Account | undefined> {
    return this.store.lock(tx, userId);
  }

  /**
   * The account that a login or a password stage names: a full user ID of this server or a localpart, exact or else
   * with capitals made small (client-server-api/#matrix-user-id).
   */
  async findByName(name: string): Promise<Account | undefined> {
    for (const userId of this.#candidates(name)) {
      const account = await this.store.find(this.postgres, userId);
      if (account) return account;
    }
    return undefined;
  }

  /** The account gets another password. Needs its lock, as do the changes below. */
  async setPassword(tx: Tx, userId: UserId, passwordHash: string): Promise<void> {
    await this.store.setPassword(tx, userId, passwordHash);
  }

  /** Nobody can log in any more, and the user ID is never given out again. */
  async deactivate(tx: Tx, userId: UserId, erase: boolean): Promise<void> {
    await this.store.deactivate(tx, userId, { erase, nowMs: this.clock.nowMs() });
  }

  /** One text for all the ways in which a login may spell a user's name, also when there is no such user. */
  canonicalName(name: string): string {
    return [...this.#candidates(name)].at(-1) ?? '';
  }

  /** Whether a login that names a user so could mean this one. */
  isNameOf(name: string, userId: UserId): boolean {
    return this.#candidates(name).has(userId);
  }

  #candidates(name: string): Set<UserId> {
    const full = name.startsWith('@') ? name : `@${name}:${this.server.name}`;
    const candidates = new Set<UserId>();
    for (const text of [full, lowerCaseLocalpart(full)]) {
      const userId = parseUserId(text);
      if (userId !== undefined && serverNameOf(userId) === this.server.name) candidates.add(userId);
    }
    return candidates;
  }
}

function lowerCaseLocalpart(userId: string): string {
  const colon = userId.indexOf(':');
  return colon < 0 ? userId : userId.slice(0, colon).toLowerCase() + userId.slice(colon);
}

function userInUse(): MatrixError {
  return new MatrixError('M_USER_IN_USE', 'This user ID is already taken');
}
