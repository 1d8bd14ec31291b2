import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest, RawJson, type StreamedJson } from '@chappe/http';
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
import { KeyAnswers } from './key-answers.js';
import { backupText, keysChangedAnswer, type KeysChangedAnswer, keyText } from './key-backup-answers.js';
import { KeyBackups } from './key-backups.js';
import { readAuthData, readBackedUpKey, readBackupVersion, readRoomKeys } from './read-key-backup.js';

/** Server-side key backups (Client-Server API). */
@Injectable()
export class KeyBackupsEndpoints {
  constructor(
    private readonly backups: KeyBackups,
    private readonly keyAnswers: KeyAnswers,
  ) {}

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
  getRoomKeys({ query, requester }: EndpointRequest<typeof getRoomKeys>): Promise<RawJson | StreamedJson> {
    return this.keyAnswers.answer(requester.userId, { version: readBackupVersion(query.version) });
  }

  /** GET /room_keys/keys/{roomId} */
  @Endpoint(getRoomKeysByRoomId)
  getRoomKeysByRoomId(request: EndpointRequest<typeof getRoomKeysByRoomId>): Promise<RawJson | StreamedJson> {
    const { params, query, requester } = request;
    return this.keyAnswers.answer(requester.userId, { ...params, version: readBackupVersion(query.version) });
  }

  /** GET /room_keys/keys/{roomId}/{sessionId} */
  @Endpoint(getRoomKeyBySessionId)
  async getRoomKeyBySessionId({
    params,
    query,
    requester,
  }: EndpointRequest<typeof getRoomKeyBySessionId>): Promise<RawJson> {
    const range = { ...params, version: readBackupVersion(query.version) };
    const [key] = (await this.backups.listKeys(requester.userId, { range, after: ['', ''] })).keys;
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
}
