import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import {
  deleteRoomKeyBySessionId,
  deleteRoomKeys,
  deleteRoomKeysByRoomId,
  deleteRoomKeysVersion,
  getRoomKeyBySessionId,
  getRoomKeys,
  getRoomKeysByRoomId,
  getRoomKeysVersion,
  getRoomKeysVersionCurrent,
  MatrixError,
  postRoomKeysVersion,
  putRoomKeyBySessionId,
  putRoomKeys,
  putRoomKeysByRoomId,
  putRoomKeysVersion,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import { backupText, keysChangedAnswer, type KeysChangedAnswer, keyText, roomText } from './key-backup-answers.js';
import { BACKUP_PAGE_KEYS } from './key-backup.limits.js';
import type { BackedUpKey, KeyRange } from './key-backup.store.js';
import { KeyBackups } from './key-backups.js';
import { readAuthData, readBackedUpKey, readBackupVersion, readRoomKeys } from './read-key-backup.js';

/** Server-side key backups (Client-Server API). */
@Injectable()
export class KeyBackupsEndpoints {
  constructor(private readonly backups: KeyBackups) {}

  /** POST /room_keys/version */
  @Endpoint(postRoomKeysVersion)
  async postRoomKeysVersion({
    body,
    requester,
  }: EndpointRequest<typeof postRoomKeysVersion>): Promise<{ version: string }> {
    return { version: String(await this.backups.create(requester.userId, readAuthData(body))) };
  }

  /** GET /room_keys/version */
  @Endpoint(getRoomKeysVersionCurrent)
  async getRoomKeysVersionCurrent({ requester }: EndpointRequest<typeof getRoomKeysVersionCurrent>): Promise<RawJson> {
    const backup = await this.backups.current(requester.userId);
    if (!backup) throw MatrixError.notFound('No current backup version');
    return new RawJson(backupText(backup));
  }

  /** GET /room_keys/version/{version} */
  @Endpoint(getRoomKeysVersion)
  async getRoomKeysVersion({ params, requester }: EndpointRequest<typeof getRoomKeysVersion>): Promise<RawJson> {
    const backup = await this.backups.find(requester.userId, readBackupVersion(params.version));
    if (!backup) throw MatrixError.notFound('Unknown backup version');
    return new RawJson(backupText(backup));
  }

  /** PUT /room_keys/version/{version} */
  @Endpoint(putRoomKeysVersion)
  async putRoomKeysVersion({
    params,
    body,
    requester,
  }: EndpointRequest<typeof putRoomKeysVersion>): Promise<EmptyAnswer> {
    const version = readBackupVersion(params.version);
    if (body.version !== undefined && body.version !== params.version) {
      throw MatrixError.invalidParam('The version does not match the path');
    }
    await this.backups.setAuthData(requester.userId, version, readAuthData(body));
    return {};
  }

  /** DELETE /room_keys/version/{version} */
  @Endpoint(deleteRoomKeysVersion)
  async deleteRoomKeysVersion({
    params,
    requester,
  }: EndpointRequest<typeof deleteRoomKeysVersion>): Promise<EmptyAnswer> {
    await this.backups.remove(requester.userId, readBackupVersion(params.version));
    return {};
  }

  /** PUT /room_keys/keys */
  @Endpoint(putRoomKeys)
  async putRoomKeys(request: EndpointRequest<typeof putRoomKeys>): Promise<KeysChangedAnswer> {
    const { query, body, requester } = request;
    const keys = Object.entries(body.rooms).flatMap(([roomId, room]) => readRoomKeys(roomId, room.sessions));
    return keysChangedAnswer(await this.backups.putKeys(requester.userId, readBackupVersion(query.version), keys));
  }

  /** PUT /room_keys/keys/{roomId} */
  @Endpoint(putRoomKeysByRoomId)
  async putRoomKeysByRoomId(request: EndpointRequest<typeof putRoomKeysByRoomId>): Promise<KeysChangedAnswer> {
    const { params, query, body, requester } = request;
    const keys = readRoomKeys(params.roomId, body.sessions);
    return keysChangedAnswer(await this.backups.putKeys(requester.userId, readBackupVersion(query.version), keys));
  }

  /** PUT /room_keys/keys/{roomId}/{sessionId} */
  @Endpoint(putRoomKeyBySessionId)
  async putRoomKeyBySessionId(request: EndpointRequest<typeof putRoomKeyBySessionId>): Promise<KeysChangedAnswer> {
    const { params, query, body, requester } = request;
    const keys = [readBackedUpKey(params.roomId, params.sessionId, body)];
    return keysChangedAnswer(await this.backups.putKeys(requester.userId, readBackupVersion(query.version), keys));
  }

  /** GET /room_keys/keys */
  @Endpoint(getRoomKeys)
  async getRoomKeys({ query, requester }: EndpointRequest<typeof getRoomKeys>): Promise<RawJson> {
    const found = await this.#sessions(requester.userId, { version: readBackupVersion(query.version) });
    const rooms = [...found].map(([roomId, sessions]) => `${JSON.stringify(roomId)}:${roomText(sessions)}`);
    return new RawJson(`{"rooms":{${rooms.join(',')}}}`);
  }

  /** GET /room_keys/keys/{roomId} */
  @Endpoint(getRoomKeysByRoomId)
  async getRoomKeysByRoomId({
    params,
    query,
    requester,
  }: EndpointRequest<typeof getRoomKeysByRoomId>): Promise<RawJson> {
    const { roomId } = params;
    const found = await this.#sessions(requester.userId, { roomId, version: readBackupVersion(query.version) });
    return new RawJson(roomText(found.get(roomId) ?? []));
  }

  /** GET /room_keys/keys/{roomId}/{sessionId} */
  @Endpoint(getRoomKeyBySessionId)
  async getRoomKeyBySessionId({
    params,
    query,
    requester,
  }: EndpointRequest<typeof getRoomKeyBySessionId>): Promise<RawJson> {
    const range = { ...params, version: readBackupVersion(query.version) };
    const [key] = await this.backups.listKeys(requester.userId, { range, after: ['', ''], limit: 1 });
    if (!key) throw MatrixError.notFound('Key not found');
    return new RawJson(keyText(key));
  }

  /** DELETE /room_keys/keys */
  @Endpoint(deleteRoomKeys)
  async deleteRoomKeys(request: EndpointRequest<typeof deleteRoomKeys>): Promise<KeysChangedAnswer> {
    const { query, requester } = request;
    const range = { version: readBackupVersion(query.version) };
    return keysChangedAnswer(await this.backups.removeKeys(requester.userId, range));
  }

  /** DELETE /room_keys/keys/{roomId} */
  @Endpoint(deleteRoomKeysByRoomId)
  async deleteRoomKeysByRoomId(request: EndpointRequest<typeof deleteRoomKeysByRoomId>): Promise<KeysChangedAnswer> {
    const { params, query, requester } = request;
    const range = { ...params, version: readBackupVersion(query.version) };
    return keysChangedAnswer(await this.backups.removeKeys(requester.userId, range));
  }

  /** DELETE /room_keys/keys/{roomId}/{sessionId} */
  @Endpoint(deleteRoomKeyBySessionId)
  async deleteRoomKeyBySessionId(
    request: EndpointRequest<typeof deleteRoomKeyBySessionId>,
  ): Promise<KeysChangedAnswer> {
    const { params, query, requester } = request;
    const range = { ...params, version: readBackupVersion(query.version) };
    return keysChangedAnswer(await this.backups.removeKeys(requester.userId, range));
  }

  /**
   * JSON texts of the sessions by room, `"<session id>":{…}`, put together from pages of the table.
   * @throws MatrixError M_NOT_FOUND for the version
   */
  async #sessions(userId: string, range: KeyRange): Promise<Map<string, string[]>> {
    const rooms = new Map<string, string[]>();
    let last: BackedUpKey | undefined;
    do {
      const after = [last?.roomId ?? '', last?.sessionId ?? ''] as const;
      const page = await this.backups.listKeys(userId, { range, after, limit: BACKUP_PAGE_KEYS });
      for (const key of page) {
        const sessions = rooms.get(key.roomId) ?? [];
        sessions.push(`${JSON.stringify(key.sessionId)}:${keyText(key)}`);
        rooms.set(key.roomId, sessions);
      }
      last = page.length === BACKUP_PAGE_KEYS ? page.at(-1) : undefined;
    } while (last);
    return rooms;
  }
}
