import type { JsonObject } from '@chappe/crypto';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { creatorsOf } from './create-content.js';
import { fieldOf, objectOf } from './json-fields.js';
import type { Pdu } from './pdu.js';
import { powerLevelOf } from './power-level-of.js';

// client-server-api#mroompower_levels
const CREATOR_WITHOUT_EVENT = 100;
const DEFAULTS = { ban: 50, kick: 50, redact: 50, invite: 0, state_default: 50, events_default: 0, users_default: 0 };
const NOTIFICATION_DEFAULT = 50;
const NO_CONTENT: JsonObject = {};

/** The power levels in force, read on demand: who may do what, with all defaults applied. */
export class PowerLevels {
  readonly #content: JsonObject;
  readonly #rules: RoomVersionRules;
  readonly #hasEvent: boolean;
  readonly #creators: readonly string[];

  constructor(events: { readonly powerLevels?: Pdu; readonly create?: Pdu }, rules: RoomVersionRules) {
    this.#content = events.powerLevels?.content ?? NO_CONTENT;
    this.#hasEvent = events.powerLevels !== undefined;
    this.#rules = rules;
    this.#creators = events.create === undefined ? [] : creatorsOf(events.create, rules);
  }

  /** Power of a user; `Infinity` for creators where the room version says so. */
  ofUser(userId: string): number {
    if ((this.#rules.creatorsHaveInfinitePower || !this.#hasEvent) && this.#creators.includes(userId)) {
      return this.#rules.creatorsHaveInfinitePower ? Infinity : CREATOR_WITHOUT_EVENT;
    }
    return this.#entry('users', userId) ?? this.#level('users_default');
  }

  /** Power required to send an event of a type (server-server-api#definitions). */
  toSend(type: string, isState: boolean): number {
    return this.#entry('events', type) ?? this.#level(isState ? 'state_default' : 'events_default');
  }

  get ban(): number {
    return this.#level('ban');
  }

  get kick(): number {
    return this.#level('kick');
  }

  get invite(): number {
    return this.#level('invite');
  }

  /** Power required to redact what others sent. */
  get redact(): number {
    return this.#level('redact');
  }

  /** Power required to notify as `content.notifications` says, as with the key `room`. */
  notification(key: string): number {
    return this.#entry('notifications', key) ?? NOTIFICATION_DEFAULT;
  }

  #level(name: keyof typeof DEFAULTS): number {
    return powerLevelOf(fieldOf(this.#content, name), this.#rules) ?? DEFAULTS[name];
  }

  #entry(map: string, key: string): number | undefined {
    const entries = objectOf(this.#content, map);
    return entries && powerLevelOf(fieldOf(entries, key), this.#rules);
  }
}
