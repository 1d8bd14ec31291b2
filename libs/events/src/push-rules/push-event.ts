import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, isJsonObject, textOf } from '../content/json-fields.js';
import type { PowerLevels } from '../content/power-levels.js';
import { FoldedText } from '../glob-matching/folded-text.js';

/** What push rules ask about the room, as it is when the event arrives. */
export interface PushRoom {
  /** Users who are joined. */
  readonly memberCount: number;
  readonly powerLevels: PowerLevels;
}

/** An event as push rules see it; prepared once, then evaluated for any number of users. */
export class PushEvent {
  readonly sender: string | undefined;
  readonly roomId: string | undefined;
  /**
   * The content has an `m.mentions`, whatever is in it: it says who is mentioned, and what older rules find in the body
   * does not count (client-server-api#user-and-room-mentions).
   */
  readonly hasMentions: boolean;
  readonly memberCount: number;
  /** By rule that users share: whether its conditions about the event hold. */
  readonly verdicts = new Map<object, boolean>();
  readonly #event: JsonObject;
  readonly #powerLevels: PowerLevels;
  readonly #foldedTexts = new Map<string, FoldedText>();
  readonly #permissions = new Map<string, boolean>();

  /** `event` is in client format with `room_id`, as the user's own clients would evaluate it. */
  constructor(event: JsonObject, room: PushRoom) {
    this.#event = event;
    this.#powerLevels = room.powerLevels;
    this.memberCount = room.memberCount;
    this.sender = textOf(event, 'sender');
    this.roomId = textOf(event, 'room_id');
    const content = fieldOf(event, 'content');
    this.hasMentions = isJsonObject(content) && Object.hasOwn(content, 'm.mentions');
  }

  /** The property at a path; `undefined` when it, or anything above it, is absent. */
  property(path: readonly string[]): JsonValue | undefined {
    let value: JsonValue | undefined = this.#event;
    for (const name of path) {
      if (!isJsonObject(value)) return undefined;
      value = fieldOf(value, name);
    }
    return value;
  }

  /** The text at a path for comparing without regard to case; `undefined` when there is none. */
  text(path: readonly string[]): FoldedText | undefined {
    const text = this.property(path);
    if (typeof text !== 'string') return undefined;
    const known = this.#foldedTexts.get(text);
    if (known !== undefined) return known;
    const folded = new FoldedText(text);
    this.#foldedTexts.set(text, folded);
    return folded;
  }

  /** Whether the sender has the power for a kind of notification (client-server-api#mroompower_levels). */
  senderMayNotify(key: string): boolean {
    const known = this.#permissions.get(key);
    if (known !== undefined) return known;
    const levels = this.#powerLevels;
    const isAllowed = this.sender !== undefined && levels.ofUser(this.sender) >= levels.notification(key);
    if (this.#permissions.size < PERMISSIONS_KEPT_MAX) this.#permissions.set(key, isAllowed);
    return isAllowed;
  }
}

/** Users choose the keys; nearly all choose `room`. */
const PERMISSIONS_KEPT_MAX = 100;
