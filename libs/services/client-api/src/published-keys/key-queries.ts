import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type UserDevices } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { serverNameOf, type UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { jsonInChunks, type RawJson, type StreamedJson } from '@chappe/http';
import type { AuthService } from '../auth-service.js';
import { LocalUsers } from '../users/local-users.js';
import { QUERIED_USERS_AT_ONCE } from './published-key.limits.js';
import type { KeyUsage } from './published-key.store.js';
import { type KeyQuestion, type PublishedDevice, PublishedKeys } from './published-keys.js';

const USAGES: readonly KeyUsage[] = ['master', 'self_signing', 'user_signing'];

/** Device ids by user; an empty list means all. */
type AskedDevices = ReadonlyMap<string, readonly string[]>;

/** Answers to /keys/query, as large as they are: in memory is a page of keys, whatever the client takes. */
@Injectable()
export class KeyQueries {
  constructor(
    private readonly publishedKeys: PublishedKeys,
    private readonly localUsers: LocalUsers,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: AuthService,
  ) {}

  answer(viewer: string, asked: AskedDevices): Promise<RawJson | StreamedJson> {
    return jsonInChunks(this.#chunks(viewer, asked));
  }

  async *#chunks(viewer: string, asked: AskedDevices): AsyncGenerator<string, void> {
    const local = new Set([...asked.keys()].filter((userId) => this.localUsers.isLocal(userId as UserId)));
    const others = [...asked.keys()].filter((userId) => !local.has(userId));
    // A server that cannot be asked.
    const failures = Object.fromEntries(others.map((userId) => [serverNameOf(userId as UserId), {}]));
    const questions = this.#questions(viewer, local);
    yield `{"failures":${JSON.stringify(failures)},"device_keys":{`;
    yield* this.#deviceKeys(questions, asked);
    yield '}';
    for (const usage of USAGES) {
      yield `,"${usage}_keys":{`;
      // A user-signing key is there for its owner only.
      yield* this.#crossSigningKeys(usage === 'user_signing' ? this.#own(viewer, local) : questions, usage);
      yield '}';
    }
    yield '}';
  }

  #questions(viewer: string, userIds: Iterable<string>): KeyQuestion[] {
    return [...this.localUsers.group(userIds)].flatMap(([partition, ofPartition]) =>
      Array.from({ length: Math.ceil(ofPartition.length / QUERIED_USERS_AT_ONCE) }, (_, index) => {
        const start = index * QUERIED_USERS_AT_ONCE;
        return { partition, viewer, userIds: ofPartition.slice(start, start + QUERIED_USERS_AT_ONCE) };
      }),
    );
  }

  #own(viewer: string, asked: ReadonlySet<string>): KeyQuestion[] {
    return asked.has(viewer) ? this.#questions(viewer, [viewer]) : [];
  }

  async *#deviceKeys(questions: readonly KeyQuestion[], asked: AskedDevices): AsyncGenerator<string, void> {
    const text = new DeviceKeysText();
    for (const question of questions) {
      const living = new LivingDevices((await this.auth.getDevices({ userIds: [...question.userIds] })).users, asked);
      const missing = new Set(question.userIds);
      for await (const devices of this.#pages(question)) {
        const shown = devices.flatMap((device) => living.shown(device) ?? []);
        for (const { userId } of shown) missing.delete(userId);
        yield shown.map((device) => text.device(device)).join('');
      }
      yield [...missing].map((userId) => text.user(userId)).join('');
    }
    yield text.end;
  }

  async *#pages(question: KeyQuestion): AsyncGenerator<readonly PublishedDevice[], void> {
    let { userIds } = question;
    let afterDevice = '';
    for (let isLast = false; !isLast;) {
      const page = await this.publishedKeys.devices({ ...question, userIds }, afterDevice);
      yield page.devices;
      ({ isLast } = page);
      const last = page.devices.at(-1);
      if (last) userIds = userIds.slice(userIds.indexOf(last.userId));
      afterDevice = last?.deviceId ?? '';
    }
  }

  async *#crossSigningKeys(questions: readonly KeyQuestion[], usage: KeyUsage): AsyncGenerator<string, void> {
    let comma = '';
    for (const question of questions) {
      for (const { userId, key } of await this.publishedKeys.crossSigningKeys(question, usage)) {
        yield `${comma}${JSON.stringify(userId)}:${JSON.stringify(key)}`;
        comma = ',';
      }
    }
  }
}

/** The devices of some users that still exist. */
class LivingDevices {
  readonly #names = new Map<string, Map<string, string | undefined>>();
  readonly #wanted = new Map<string, ReadonlySet<string>>();

  constructor(users: readonly UserDevices[], asked: AskedDevices) {
    for (const { userId, devices } of users) {
      this.#names.set(userId, new Map(devices.map(({ deviceId, displayName }) => [deviceId, displayName])));
      this.#wanted.set(userId, new Set(asked.get(userId)));
    }
  }

  /** With its display name; undefined where it is gone, or was not asked for. */
  shown(device: PublishedDevice): PublishedDevice | undefined {
    const { userId, deviceId, keys } = device;
    const names = this.#names.get(userId);
    const wanted = this.#wanted.get(userId);
    if (!names?.has(deviceId) || (wanted && wanted.size > 0 && !wanted.has(deviceId))) return undefined;
    const displayName = names.get(deviceId);
    const unsigned: JsonObject = displayName === undefined ? {} : { device_display_name: displayName };
    return { ...device, keys: { ...keys, unsigned } };
  }
}

/** JSON of devices that come user by user. */
class DeviceKeysText {
  #user: string | undefined;

  device({ userId, deviceId, keys }: PublishedDevice): string {
    const before = userId === this.#user ? ',' : this.user(userId);
    return `${before}${JSON.stringify(deviceId)}:${JSON.stringify(keys)}`;
  }

  /** Whose devices come next, if any. */
  user(userId: string): string {
    const before = this.#user === undefined ? '' : '},';
    this.#user = userId;
    return `${before}${JSON.stringify(userId)}:{`;
  }

  get end(): string {
    return this.#user === undefined ? '' : '}';
  }
}
