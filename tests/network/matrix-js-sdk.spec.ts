import { startServer, type TestServer } from '@chappe/testing';
import * as sdk from 'matrix-js-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecoveryKey, SdkDevice } from './fixtures/sdk-device.js';

const MESSAGES = 200;

/** The steps of one story, in order: what a person does with a client as published, from the account to the restart. */
describe('two users with three devices on matrix-js-sdk', () => {
  let server: TestServer;
  let alice: SdkDevice;
  let bob: SdkDevice;
  let laptop: SdkDevice;
  let roomId: string;
  const aliceKey: RecoveryKey = { privateKey: undefined };
  const bobKey: RecoveryKey = { privateKey: undefined };
  const login = (localpart: string, recoveryKey: RecoveryKey) => ({ baseUrl: server.baseUrl, localpart, recoveryKey });

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    for (const device of [alice, bob, laptop]) device?.stop();
    await server?.remove();
  });

  it('register and log in', async () => {
    alice = await SdkDevice.register(login('alice', aliceKey));
    bob = await SdkDevice.register(login('bob', bobKey));
    expect([alice.userId, bob.userId]).toEqual(['@alice:localhost', '@bob:localhost']);
  });

  it('make cross-signing keys; only replacing them takes the password', async () => {
    expect(await alice.bootstrapCrossSigning(true)).toBe(false);
    expect(await bob.bootstrapCrossSigning(true)).toBe(false);
    expect(await bob.bootstrapCrossSigning(true)).toBe(true);
    expect(await alice.crypto.isCrossSigningReady()).toBe(true);
    const own = await alice.crypto.getDeviceVerificationStatus(alice.userId, alice.deviceId);
    expect(own?.crossSigningVerified).toBe(true);
  });

  it('put the keys into secret storage and begin a key backup', async () => {
    await alice.crypto.bootstrapSecretStorage({
      createSecretStorageKey: () => alice.crypto.createRecoveryKeyFromPassphrase(),
      setupNewSecretStorage: true,
      setupNewKeyBackup: true,
    });
    expect(await alice.crypto.isSecretStorageReady()).toBe(true);
    expect((await alice.crypto.getKeyBackupInfo())?.version).toBeDefined();
  });

  it('create an encrypted room, invite and join', async () => {
    const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } };
    const room = { preset: sdk.Preset.PrivateChat, name: 'The bridge', initial_state: [encryption] };
    roomId = (await alice.client.createRoom(room)).room_id;
    await alice.client.invite(roomId, bob.userId);
    await bob.until('the invite', () => bob.client.getRoom(roomId)?.getMyMembership() === 'invite');
    expect(bob.client.getRoom(roomId)?.name).toBe('The bridge');
    await bob.client.joinRoom(roomId);
    await bob.until('the join', () => bob.client.getRoom(roomId)?.getMyMembership() === 'join');
    await alice.until(
      'the other member',
      () => alice.client.getRoom(roomId)?.getMember(bob.userId)?.membership === 'join',
    );
    expect(await bob.crypto.isEncryptionEnabledInRoom(roomId)).toBe(true);
  });

  it('send and decrypt both ways', async () => {
    await alice.client.sendTextMessage(roomId, 'hello from alice');
    const hello = await bob.untilMessage(roomId, 'hello from alice');
    expect(hello.getWireType()).toBe('m.room.encrypted');
    expect(JSON.stringify(hello.getWireContent())).not.toContain('hello');
    await bob.client.sendTextMessage(roomId, 'hello from bob');
    const answer = await alice.untilMessage(roomId, 'hello from bob');
    expect(answer.getWireType()).toBe('m.room.encrypted');
  });

  it('verify a third device through secret storage; the other user sees it as cross-signed', async () => {
    // Her own Megolm session and Bob's.
    await alice.untilBackedUp(2);
    laptop = await SdkDevice.logIn(login('alice', aliceKey));
    const before = await laptop.crypto.getDeviceVerificationStatus(laptop.userId, laptop.deviceId);
    expect(before?.crossSigningVerified).toBe(false);
    // As clients do: the public keys must be there before the private ones are taken out of secret storage.
    expect(await laptop.crypto.userHasCrossSigningKeys(laptop.userId, true)).toBe(true);
    await laptop.bootstrapCrossSigning(false);
    for (const device of [laptop, alice, bob]) {
      await device.until('the signature on the new device', async () => {
        const status = await device.crypto.getDeviceVerificationStatus(laptop.userId, laptop.deviceId);
        return status?.signedByOwner === true;
      });
    }
    for (const own of [laptop, alice]) {
      const status = await own.crypto.getDeviceVerificationStatus(laptop.userId, laptop.deviceId);
      expect(status?.crossSigningVerified).toBe(true);
    }
  });

  it('restore the key backup on the third device, which then reads what was sent before it existed', async () => {
    await laptop.crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    expect(await laptop.crypto.checkKeyBackupAndEnable()).not.toBeNull();
    const restored = await laptop.crypto.restoreKeyBackup();
    expect(restored.imported).toBe(restored.total);
    expect(restored.imported).toBeGreaterThanOrEqual(2);
    await laptop.paginateToStart(roomId, 20);
    await laptop.untilMessage(roomId, 'hello from alice');
    await laptop.untilMessage(roomId, 'hello from bob');
    await laptop.client.sendTextMessage(roomId, 'hello from the laptop');
    await bob.untilMessage(roomId, 'hello from the laptop');
    await alice.untilMessage(roomId, 'hello from the laptop');
  });

  it(`paginate ${MESSAGES} messages backwards: each exactly once and in order`, async () => {
    const { room_id: long } = await bob.client.createRoom({ preset: sdk.Preset.PublicChat });
    const sent: string[] = [];
    for (let number = 0; number < MESSAGES; number++) {
      const body = `message ${number}`;
      await bob.client.sendEvent(long, sdk.EventType.RoomMessage, { msgtype: sdk.MsgType.Text, body });
      sent.push(body);
    }
    await alice.client.joinRoom(long);
    await alice.until('the room', () => alice.timeline(long).some((event) => event.getType() === 'm.room.member'));
    await alice.paginateToStart(long, 17);
    const events = alice.timeline(long);
    const messages = events.filter((event) => event.getType() === 'm.room.message');
    expect(messages.map((event) => event.getContent()['body'])).toEqual(sent);
    expect(new Set(events.map((event) => event.getId())).size).toBe(events.length);
    expect(events[0]?.getType()).toBe('m.room.create');
  });

  it('go on after a restart of the server with their tokens and sync positions', async () => {
    const devices = [alice, bob, laptop];
    const before = devices.map((device) => device.sinceTokens.length);
    const positions = devices.map((device) => device.client.store.getSyncToken());
    await server.restart();
    await bob.until('an answer', () => bob.client.sendTextMessage(roomId, 'after the restart').then(() => true));
    for (const device of devices) {
      device.client.retryImmediately();
      await device.untilMessage(roomId, 'after the restart');
    }
    for (const [index, device] of devices.entries()) {
      const since = device.sinceTokens.slice(before[index]);
      expect(since).toContain(positions[index]);
      expect(since).not.toContain(null);
      const own = device.timeline(roomId).filter((event) => event.getContent()['body'] === 'after the restart');
      expect(own).toHaveLength(1);
    }
    expect(server.errors).toEqual([]);
  });
});
