import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as matrixApi from '@chappe/matrix-api';
import type { EndpointDefinition } from '@chappe/matrix-api';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startAllInOne } from './all-in-one.js';

type Json = Record<string, unknown>;

const DEFINITIONS = Object.values<unknown>({ ...matrixApi }).filter(
  (value): value is EndpointDefinition => typeof value === 'object' && value !== null && 'path' in value,
);
const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });

let dataDir: string;
let server: RunningServer;
let token = '';
const answered = new Set<string>();
/** What is wrong with the answers so far. */
const differences: string[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'chappe-answers-'));
  const flags = {
    'server.name': 'localhost',
    'http.port': '0',
    'telemetry.logLevel': 'silent',
    'auth.registration': 'open',
  };
  server = await startAllInOne({ dataDir, flags });
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Asks an endpoint by its definition and notes when the answer is not 200 or has another shape than it says. */
async function ask(
  definition: EndpointDefinition,
  asked: { readonly params?: Record<string, string>; readonly query?: Record<string, string>; body?: unknown } = {},
): Promise<Json> {
  const path = definition.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(asked.params?.[name] ?? ''),
  );
  const url = `${server.baseUrl}${path}?${new URLSearchParams(asked.query).toString()}`;
  const { method, name } = definition;
  const body = asked.body ?? (method === 'POST' || method === 'PUT' ? {} : undefined);
  const headers = new Headers(token === '' ? [] : [['authorization', `Bearer ${token}`]]);
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer = (await response.json()) as Json;
  if (response.status !== 200) differences.push(`${name}: ${response.status} ${JSON.stringify(answer)}`);
  const validate = ajv.compile(definition.response);
  if (!validate(answer)) differences.push(`${name}: ${ajv.errorsText(validate.errors)}`);
  answered.add(name);
  return answer;
}

describe('answers have the shapes that their definitions give them', () => {
  const password = 'correct horse battery';
  const userId = '@shape:localhost';
  const auth = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'shape' }, password };
  let roomId: string;
  let eventId: string;

  it('for accounts and devices', async () => {
    await ask(matrixApi.getVersions);
    await ask(matrixApi.getLoginFlows);
    await ask(matrixApi.registerAvailable, { query: { username: 'shape' } });
    await ask(matrixApi.registrationTokenValidity, { query: { token: 'none' } });
    const account = { username: 'shape', password, device_id: 'ONE', refresh_token: true };
    const registered = await ask(matrixApi.register, { body: { ...account, auth: { type: 'm.login.dummy' } } });
    const refreshed = await ask(matrixApi.refreshToken, { body: { refresh_token: registered['refresh_token'] } });
    await ask(matrixApi.login, { body: { ...auth, device_id: 'TWO' } });
    token = refreshed['access_token'] as string;
    await ask(matrixApi.whoami);
    await ask(matrixApi.getCapabilities);
    await ask(matrixApi.getDevices);
    await ask(matrixApi.updateDevice, { params: { deviceId: 'ONE' }, body: { display_name: 'Phone' } });
    await ask(matrixApi.getDevice, { params: { deviceId: 'ONE' } });
    await ask(matrixApi.deleteDevice, { params: { deviceId: 'TWO' }, body: { auth } });
    await ask(matrixApi.deleteDevices, { body: { devices: ['TWO'], auth } });
    await ask(matrixApi.changePassword, { body: { new_password: password, logout_devices: false, auth } });
    expect(differences).toEqual([]);
  });

  it('for rooms', async () => {
    const wanted = { preset: 'public_chat', name: 'Shapes', room_alias_name: 'shapes' };
    roomId = (await ask(matrixApi.createRoom, { body: wanted }))['room_id'] as string;
    const txn = { roomId, eventType: 'm.room.message', txnId: '1' };
    const sent = await ask(matrixApi.sendEvent, { params: txn, body: { msgtype: 'm.text', body: 'hello' } });
    eventId = sent['event_id'] as string;
    const topic = { roomId, eventType: 'm.room.topic', stateKey: '' };
    await ask(matrixApi.setRoomState, { params: topic, body: { topic: 'All of them' } });
    await ask(matrixApi.getRoomStateEvent, { params: topic });
    await ask(matrixApi.getRoomState, { params: { roomId } });
    await ask(matrixApi.getEvent, { params: { roomId, eventId } });
    await ask(matrixApi.getContext, { params: { roomId, eventId } });
    await ask(matrixApi.getMessages, { params: { roomId }, query: { dir: 'b' } });
    await ask(matrixApi.getMembers, { params: { roomId } });
    await ask(matrixApi.getJoinedMembers, { params: { roomId } });
    await ask(matrixApi.getJoinedRooms);
    await ask(matrixApi.getRoomAlias, { params: { roomAlias: '#shapes:localhost' } });
    await ask(matrixApi.getRoomAliases, { params: { roomId } });
    await ask(matrixApi.redactEvent, { params: { roomId, eventId, txnId: '2' } });
    await ask(matrixApi.joinRoom, { params: { roomId } });
    await ask(matrixApi.joinRoomByIdOrAlias, { params: { roomIdOrAlias: '#shapes:localhost' } });
    expect(differences).toEqual([]);
  });

  it('for what users keep', async () => {
    const room = { userId, roomId };
    await ask(matrixApi.setProfileField, { params: { userId, keyName: 'displayname' }, body: { displayname: 'S' } });
    await ask(matrixApi.getProfileField, { params: { userId, keyName: 'displayname' } });
    await ask(matrixApi.getProfile, { params: { userId } });
    await ask(matrixApi.setAccountData, { params: { userId, type: 'x' }, body: { a: 1 } });
    await ask(matrixApi.getAccountData, { params: { userId, type: 'x' } });
    await ask(matrixApi.setTag, { params: { ...room, tag: 'u.x' }, body: { order: 0.5 } });
    await ask(matrixApi.getTags, { params: room });
    await ask(matrixApi.sendReceipt, { params: { roomId, receiptType: 'm.read', eventId } });
    await ask(matrixApi.setReadMarkers, { params: { roomId }, body: { 'm.fully_read': eventId } });
    await ask(matrixApi.setTyping, { params: { roomId, userId }, body: { typing: true } });
    const filterId = (await ask(matrixApi.defineFilter, { params: { userId } }))['filter_id'] as string;
    await ask(matrixApi.getFilter, { params: { userId, filterId } });
    await ask(matrixApi.getPushRules);
    await ask(matrixApi.getPushRulesGlobal);
    const rule = { kind: 'override', ruleId: '.m.rule.master' };
    for (const read of [matrixApi.getPushRule, matrixApi.getPushRuleEnabled, matrixApi.getPushRuleActions]) {
      await ask(read, { params: rule });
    }
    expect(differences).toEqual([]);
  });

  it('for encryption and sync', async () => {
    await ask(matrixApi.uploadKeys, { body: { one_time_keys: { 'signed_curve25519:a': { key: 'k' } } } });
    await ask(matrixApi.queryKeys, { body: { device_keys: { [userId]: [] } } });
    await ask(matrixApi.claimKeys, { body: { one_time_keys: { [userId]: { ONE: 'signed_curve25519' } } } });
    const messages = { [userId]: { '*': { a: 1 } } };
    await ask(matrixApi.sendToDevice, { params: { eventType: 'm.x', txnId: '1' }, body: { messages } });
    const from = (await ask(matrixApi.sync))['next_batch'] as string;
    await ask(matrixApi.getKeyChanges, { query: { from, to: from } });
    const backup = { algorithm: 'm.x', auth_data: {} };
    const version = (await ask(matrixApi.postRoomKeysVersion, { body: backup }))['version'] as string;
    const key = { first_message_index: 0, forwarded_count: 0, is_verified: true, session_data: { ciphertext: 'c' } };
    const session = { params: { roomId, sessionId: 's' }, query: { version } };
    await ask(matrixApi.putRoomKeyBySessionId, { ...session, body: key });
    await ask(matrixApi.getRoomKeyBySessionId, session);
    await ask(matrixApi.getRoomKeysByRoomId, session);
    await ask(matrixApi.getRoomKeys, session);
    await ask(matrixApi.getRoomKeysVersionCurrent);
    await ask(matrixApi.deleteRoomKeys, session);
    expect(differences).toEqual([]);
  });

  it('for leaving', async () => {
    await ask(matrixApi.leaveRoom, { params: { roomId } });
    await ask(matrixApi.forgetRoom, { params: { roomId } });
    await ask(matrixApi.deactivateAccount, { body: { auth } });
    expect(answered.size).toBeGreaterThan(DEFINITIONS.length / 2);
    expect(differences).toEqual([]);
  });
});
