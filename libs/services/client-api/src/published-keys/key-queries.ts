import { Injectable } from '@nestjs/common';
import { serverNameOf, type UserId } from '@chappe/events';
import { jsonInChunks, type RawJson, type StreamedJson } from '@chappe/http';
import { LocalUsers } from '../users/local-users.js';
import { QUERIED_USERS_AT_ONCE } from './published-key.limits.js';
import type { KeyUsage } from './published-key.store.js';
import { type KeyQuestion, type PublishedDevice, type PublishedKey, PublishedKeys } from './published-keys.js';

const USAGES: readonly KeyUsage[] = ['master', 'self_signing', 'user_signing'];

/** Device ids by user; an empty list means all. */
type AskedDevices = ReadonlyMap<string, readonly string[]>;

/** Answers to /keys/query, as large as they are: in memory is a page of keys, whatever the client takes. */
@Injectable()
export class KeyQueries {
  constructor(
    private readonly publishedKeys: PublishedKeys,
    private readonly localUsers: LocalUsers,
  ) {}

  answer(viewer: string, asked: AskedDevices): Promise<RawJson | StreamedJson> {
    return jsonInChunks(this.#chunks(viewer, asked));
  }

  async *#chunks(viewer: string, asked: AskedDevices): AsyncGenerator<string, void> {
    const isLocal = (userId: string): boolean => this.localUsers.isLocal(userId as UserId);
    const [local, others] = [[...asked.keys()].filter(isLocal), [...asked.keys()].filter((each) => !isLocal(each))];
    // A server that cannot be asked.
    const failures = Object.fromEntries(others.map((userId) => [serverNameOf(userId as UserId), {}]));
    const questions = questionsOf(viewer, local);
    yield `{"failures":${JSON.stringify(failures)},"device_keys":{`;
    yield* this.#deviceKeys(questions, asked);
    yield '}';
    yield* this.#crossSigningKeys(questions);
    yield '}';
  }

  async *#deviceKeys(questions: readonly KeyQuestion[], asked: AskedDevices): AsyncGenerator<string, void> {
    const text = new DeviceKeysText();
    for (const question of questions) {
      const missing = new Set(question.userIds);
      const named = new Map(question.userIds.map((userId) => [userId, new Set(asked.get(userId))]));
      for await (const devices of this.#pages(question)) {
        const wanted = devices.filter(({ userId, deviceId }) => isWanted(named.get(userId), deviceId));
        for (const { userId } of wanted) missing.delete(userId);
        yield wanted.map((device) => text.device(device)).join('');
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

  /** Few users' keys are read at once, two of each; of more, one usage after the other, as they stand in the answer. */
  async *#crossSigningKeys(questions: readonly KeyQuestion[]): AsyncGenerator<string, void> {
    const [first] = questions;
    const areFew = first !== undefined && questions.length === 1 && first.userIds.length <= QUERIED_USERS_AT_ONCE / 2;
    const known = areFew ? await this.publishedKeys.crossSigningKeys(first, ...USAGES) : undefined;
    for (const usage of USAGES) {
      let comma = '';
      yield `,"${usage}_keys":{`;
      for (const question of questions) {
        const keys = known?.filter((key) => key.usage === usage) ?? (await this.#keysOf(question, usage));
        if (keys.length === 0) continue;
        yield comma + keys.map(({ userId, json }) => `${JSON.stringify(userId)}:${json}`).join(',');
        comma = ',';
      }
      yield '}';
    }
  }

  async #keysOf(question: KeyQuestion, usage: KeyUsage): Promise<readonly PublishedKey[]> {
    // A user-signing key is there for its owner only.
    if (usage === 'user_signing' && !question.userIds.includes(question.viewer)) return [];
    return this.publishedKeys.crossSigningKeys(question, usage);
  }
}

function questionsOf(viewer: string, userIds: readonly string[]): KeyQuestion[] {
  return Array.from({ length: Math.ceil(userIds.length / QUERIED_USERS_AT_ONCE) }, (_, index) => {
    const start = index * QUERIED_USERS_AT_ONCE;
    return { viewer, userIds: userIds.slice(start, start + QUERIED_USERS_AT_ONCE) };
  });
}

function isWanted(named: ReadonlySet<string> | undefined, deviceId: string): boolean {
  return named === undefined || named.size === 0 || named.has(deviceId);
}

/** JSON of devices that come user by user. */
class DeviceKeysText {
  #user: string | undefined;

  device({ userId, deviceId, json }: PublishedDevice): string {
    const before = userId === this.#user ? ',' : this.user(userId);
    return `${before}${JSON.stringify(deviceId)}:${json}`;
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
