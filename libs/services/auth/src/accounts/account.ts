import type { UserId } from '@chappe/events';

/** An account of this server. */
export interface Account {
  readonly userId: UserId;
  /** Undefined: no login by password. */
  readonly passwordHash: string | undefined;
  readonly isAdmin: boolean;
  readonly isDeactivated: boolean;
}

/** An account to be made. */
export interface NewAccount {
  readonly userId: UserId;
  readonly passwordHash: string;
  readonly isAdmin: boolean;
}
