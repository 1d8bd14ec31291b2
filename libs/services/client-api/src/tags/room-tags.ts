import { Injectable } from '@nestjs/common';
import { isJsonObject, JSON_DEPTH_MAX, type JsonObject, parseJson } from '@chappe/crypto';
import { AccountData } from '../account-data/account-data.js';

const TAG = 'm.tag';
/** What clients say of a tag, as deep as a body may be, stands in two objects. */
const DEPTH = { depthMax: JSON_DEPTH_MAX + 2 };

/** The tags of rooms, kept as `m.tag` account data (Client-Server API, "Room Tagging"). */
@Injectable()
export class RoomTags {
  constructor(private readonly accountData: AccountData) {}

  /** Tags of a room by name; empty when there are none. */
  async list(userId: string, roomId: string): Promise<JsonObject> {
    return readTags(await this.accountData.find(userId, { roomId, type: TAG }));
  }

  /** Adds a tag or replaces its information. */
  async put(userId: string, roomId: string, tag: { readonly name: string; readonly info: JsonObject }): Promise<void> {
    await this.accountData.change(userId, { roomId, type: TAG }, (current) => {
      const tags = new Map(Object.entries(readTags(current))).set(tag.name, tag.info);
      return JSON.stringify({ tags: Object.fromEntries(tags) });
    });
  }

  /** Removes a tag; nothing happens when the room has no such tag. */
  async remove(userId: string, roomId: string, name: string): Promise<void> {
    await this.accountData.change(userId, { roomId, type: TAG }, (current) => {
      const tags = new Map(Object.entries(readTags(current)));
      return tags.delete(name) ? JSON.stringify({ tags: Object.fromEntries(tags) }) : undefined;
    });
  }
}

/** Clients may also write `m.tag` as they like: what is no object has no tags. */
function readTags(content: string | undefined): JsonObject {
  if (content === undefined) return {};
  const { tags } = parseJson(content, DEPTH) as JsonObject;
  return isJsonObject(tags) ? tags : {};
}
