import type { JsonObject } from '@chappe/crypto';
import type { KeyUsage } from './published-key.store.js';
import type { UserKeys } from './published-keys.js';

/** The answer of /keys/query while it is put together. */
export class KeyAnswer {
  readonly #failures = new Map<string, JsonObject>();
  readonly #deviceKeys = new Map<string, JsonObject>();
  readonly #crossSigning = new Map<KeyUsage, Map<string, JsonObject>>([
    ['master', new Map()],
    ['self_signing', new Map()],
    ['user_signing', new Map()],
  ]);

  /** A server that cannot be asked. */
  addFailure(serverName: string): void {
    this.#failures.set(serverName, {});
  }

  addUser(userId: string, keys: UserKeys, devices: ReadonlyMap<string, JsonObject>): void {
    this.#deviceKeys.set(userId, Object.fromEntries(devices));
    for (const [usage, key] of keys.crossSigning) this.#crossSigning.get(usage)?.set(userId, key);
  }

  toBody(): JsonObject {
    return {
      failures: Object.fromEntries(this.#failures),
      device_keys: Object.fromEntries(this.#deviceKeys),
      master_keys: this.#keysFor('master'),
      self_signing_keys: this.#keysFor('self_signing'),
      user_signing_keys: this.#keysFor('user_signing'),
    };
  }

  #keysFor(usage: KeyUsage): JsonObject {
    return Object.fromEntries(this.#crossSigning.get(usage) ?? []);
  }
}
