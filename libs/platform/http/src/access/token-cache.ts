import { LRUCache } from 'lru-cache';
import type { BearerRequester } from './requester.js';

/** What the auth service said about a token. */
export interface KnownToken {
  readonly requester: BearerRequester;
  /** On the monotonic clock. */
  readonly trustedUntilMs: number;
}

/** Tokens that are known to be good, and which of them belong to a user. */
export class TokenCache {
  readonly #tokens: LRUCache<string, KnownToken>;
  readonly #byUser = new Map<string, Set<string>>();

  /** @param entriesMax beyond it the token that was not used for longest is dropped */
  constructor(entriesMax: number) {
    this.#tokens = new LRUCache<string, KnownToken>({
      max: entriesMax,
      dispose: (known, token) => this.#unlink(known.requester.userId, token),
      noDisposeOnSet: true,
    });
  }

  /** @param nowMs on the monotonic clock */
  find(token: string, nowMs: number): BearerRequester | undefined {
    const known = this.#tokens.get(token);
    return known && nowMs < known.trustedUntilMs ? known.requester : undefined;
  }

  /** Whether the token is kept, also when it is not trusted any more without asking. */
  has(token: string): boolean {
    return this.#tokens.has(token);
  }

  forget(token: string): void {
    this.#tokens.delete(token);
  }

  keep(token: string, known: KnownToken): void {
    this.#tokens.set(token, known);
    const tokens = this.#byUser.get(known.requester.userId);
    if (tokens) tokens.add(token);
    else this.#byUser.set(known.requester.userId, new Set([token]));
  }

  /** @param deviceId empty: every device of the user */
  drop(userId: string, deviceId: string): void {
    for (const token of this.#byUser.get(userId) ?? []) {
      if (deviceId === '' || this.#tokens.peek(token)?.requester.deviceId === deviceId) this.#tokens.delete(token);
    }
  }

  clear(): void {
    this.#tokens.clear();
  }

  #unlink(userId: string, token: string): void {
    const tokens = this.#byUser.get(userId);
    tokens?.delete(token);
    if (tokens?.size === 0) this.#byUser.delete(userId);
  }
}
