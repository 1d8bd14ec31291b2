import type { DeviceId, UserId } from '@chappe/events';

/** Whose a token is. */
export interface TokenOwner {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
}

/** Tokens as a client gets them. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Only for clients that can refresh. */
  readonly refreshToken?: string;
  /** Absent: the access token does not expire. */
  readonly expiresInMs?: number;
}

/** An access token as stored, with what requests need to know of its owner. */
export interface AccessTokenState extends TokenOwner {
  readonly isAdmin: boolean;
  /** Undefined: never. */
  readonly expiresAtMs: number | undefined;
  /** Its first use consumes the pair that it replaces. */
  readonly awaitsFirstUse: boolean;
  /** Of the refresh token given out with it. */
  readonly refreshTokenHash: Buffer | undefined;
}

/** An access token to be stored. */
export interface NewAccessToken {
  readonly hash: Buffer;
  readonly nowMs: number;
  readonly expiresAtMs: number | undefined;
  readonly refreshTokenHash: Buffer | undefined;
  readonly awaitsFirstUse: boolean;
}

/** A refresh token as stored. */
export interface RefreshTokenState extends TokenOwner {
  readonly hash: Buffer;
  /** The refresh token that the first use of this pair consumes. */
  readonly replaces: Buffer | undefined;
  /** Undefined before the first refresh. */
  readonly successorSalt: Buffer | undefined;
  readonly isConsumed: boolean;
}

/** A refresh token to be stored. */
export interface NewRefreshToken {
  readonly hash: Buffer;
  readonly nowMs: number;
  readonly replaces: Buffer | undefined;
}
