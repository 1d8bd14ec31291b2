import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A token's first part; it tells secret scanners and operators what they have found. */
const PREFIX = { access: 'chp', refresh: 'chr' } as const;
export type TokenType = keyof typeof PREFIX;

/** What a token is made of. */
export interface TokenParts {
  readonly type: TokenType;
  /** Partition of the owner's rows: a token is looked up by nothing else. */
  readonly partition: number;
  /** 16 to 64 characters of [A-Za-z0-9]. */
  readonly secret: string;
}

const FORMAT = /^(chp|chr)_([0-9a-z]{1,4})_([0-9A-Za-z]{16,64})_([0-9a-z]{7})$/;

/** The token `chp_<partition>_<secret>_<checksum>`. */
export function formatToken(parts: TokenParts): string {
  const token = `${PREFIX[parts.type]}_${parts.partition.toString(36)}_${parts.secret}`;
  return `${token}_${checksumOf(token)}`;
}

/** The partition of a well-formed token of this type; undefined when it is none of ours, which then costs no query. */
export function partitionOfToken(type: TokenType, token: string): number | undefined {
  const match = FORMAT.exec(token);
  if (!match || match[1] !== PREFIX[type]) return undefined;
  const [, , partition = '', , checksum] = match;
  if (checksumOf(token.slice(0, token.lastIndexOf('_'))) !== checksum) return undefined;
  return Number.parseInt(partition, 36);
}

/**
 * The secret of a token that follows from a refresh token: the same for every repeat of one refresh, and unknown to
 * anyone who lacks either the refresh token or the salt in our table.
 */
export function successorSecret(type: TokenType, of: { refreshToken: string; salt: Buffer }): string {
  const digest = createHmac('sha256', of.salt).update(`${type}\n${of.refreshToken}`).digest('hex');
  // 256 bits take 50 digits; small numbers must not fall below the shortest secret.
  return BigInt(`0x${digest}`).toString(36).padStart(50, '0');
}

function checksumOf(token: string): string {
  return crc32(token).toString(36).padStart(7, '0');
}
