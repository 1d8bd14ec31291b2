import { randomFillSync } from 'node:crypto';
import {
  GetContextRequest,
  GetContextResponse,
  GetEventRequest,
  GetEventResponse,
  SendEventRequest,
} from '@chappe/contracts';
import { systemClock } from '@chappe/runtime';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from './fixtures/start-process.js';
import { MESSAGE_BYTES_MAX } from './grpc.limits.js';
import type { CallContext } from './rpc.js';

const UNAVAILABLE = { errcode: 'M_UNKNOWN', status: 503 };
const asIs = (bytes: Buffer): Buffer => bytes;

/** What the handlers saw of the caller's end: method and reason. */
const aborted: string[] = [];
let begun = 0;

const hang =
  (method: string, answer: unknown) =>
  ({ eventId }: { readonly eventId: string }, { signal }: CallContext): unknown => {
    if (eventId !== '$hang') return answer;
    begun++;
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.push(`${method}: ${String(signal.reason)}`);
        reject(new Error('given up'));
      });
    });
  };

describe('calls between two processes', () => {
  let owner: TestProcess;
  let caller: TestProcess;

  beforeAll(async () => {
    owner = await startProcess({
      handlers: {
        getEvent: hang('getEvent', GetEventResponse.create()) as never,
        getContext: hang('getContext', GetContextResponse.create()) as never,
        sendEvent: (request: SendEventRequest) => ({ eventId: String(request.content.length) }),
      },
    });
    caller = await startProcess({ rooms: [owner.address] });
  });
  afterAll(async () => {
    await caller.stop();
    await owner.stop();
  });

  const event = (eventId: string) => GetEventRequest.create({ roomId: '!a:b', eventId });
  const context = (eventId: string) => GetContextRequest.create({ roomId: '!a:b', eventId });
  const works = async () => {
    await expect(caller.room.getEvent(event('$a'))).resolves.toBeDefined();
    await expect(caller.room.getContext(context('$a'))).resolves.toBeDefined();
  };

  it('carry many calls at once, each with its own answer', async () => {
    const sizes = Array.from({ length: 2_000 }, (_, index) => index);
    const answers = await Promise.all(
      sizes.map((size) =>
        caller.room.sendEvent(SendEventRequest.create({ roomId: '!a:b', content: Buffer.alloc(size) })),
      ),
    );
    expect(answers.map(({ eventId }) => Number(eventId))).toEqual(sizes);
  });

  it('end at their deadline at both ends', async () => {
    aborted.length = 0;
    const ends = [
      caller.room.getEvent(event('$hang'), { deadlineMs: 800 }),
      caller.room.getContext(context('$hang'), { deadlineMs: 800 }),
    ];
    for (const end of ends) await expect(end).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => aborted.length, { timeout: 5_000 }).toBe(2);
    await works();
  });

  it('end when their caller gives up, at both ends', async () => {
    aborted.length = begun = 0;
    const controller = new AbortController();
    const ends = [
      caller.room.getEvent(event('$hang'), { signal: controller.signal }),
      caller.room.getContext(context('$hang'), { signal: controller.signal }),
    ];
    await expect.poll(() => begun, { timeout: 5_000 }).toBe(2);
    controller.abort(new Error('the client is gone'));
    for (const end of ends) await expect(end).rejects.toThrow('the client is gone');
    await expect.poll(() => aborted.length, { timeout: 5_000 }).toBe(2);
    await expect(caller.room.getEvent(event('$a'), { signal: controller.signal })).rejects.toThrow(
      'the client is gone',
    );
    await works();
  });

  it('wait for a process that is not there yet, until their deadline', async () => {
    const alone = await startProcess({ rooms: ['127.0.0.1:9'] });
    await expect(alone.room.getEvent(event('$a'), { deadlineMs: 200 })).rejects.toMatchObject(UNAVAILABLE);
    await alone.stop();
  });

  it('fail at once where no address is set', async () => {
    const alone = await startProcess();
    await expect(alone.room.getEvent(event('$a'))).rejects.toThrow('no address of room.v1.RoomService is set');
    await alone.stop();
  });

  it('refuse a message that is too large, and go on', async () => {
    const content = Buffer.alloc(MESSAGE_BYTES_MAX);
    const tooLarge = caller.room.sendEvent(SendEventRequest.create({ roomId: '!a:b', content }));
    await expect(tooLarge).rejects.toMatchObject({ errcode: 'M_TOO_LARGE' });
    await works();
  });

  it('carry a message of several MiB', async () => {
    const content = Buffer.alloc(9 * 1024 * 1024, 1);
    const answer = await caller.room.sendEvent(SendEventRequest.create({ roomId: '!a:b', content }));
    expect(answer.eventId).toBe(String(content.length));
  });

  describe('a stranger', () => {
    let stranger: Client;
    beforeAll(() => {
      stranger = new Client(owner.address, credentials.createInsecure());
    });
    afterAll(() => stranger.close());

    const unary = (path: string, bytes: Buffer) =>
      new Promise<ServiceError | Buffer>((resolve) => {
        stranger.makeUnaryRequest(path, asIs, asIs, bytes, (error, response) =>
          resolve(error ?? response ?? asIs(bytes)),
        );
      });
    const stream = (bytes: Buffer) =>
      new Promise<void>((resolve) => {
        const call = stranger.makeBidiStreamRequest('/transport.v1.CallService/Exchange', asIs, asIs, new Metadata());
        call.on('data', () => call.end());
        call.on('error', () => resolve());
        call.on('end', () => resolve());
        call.write(bytes);
        systemClock.after(100, () => call.cancel());
      });

    it('may call each method as an ordinary gRPC method', async () => {
      const request = Buffer.from(GetEventRequest.encode(event('$a')).finish());
      expect(Buffer.isBuffer(await unary('/room.v1.RoomService/GetEvent', request))).toBe(true);
    });

    it('may ask whether the process is healthy', async () => {
      expect(await unary('/grpc.health.v1.Health/Check', Buffer.alloc(0))).toEqual(Buffer.from([8, 1]));
    });

    it('is told of a method that is not there', async () => {
      expect(await unary('/room.v1.RoomService/Explode', Buffer.alloc(0))).toMatchObject({ code: 12 });
    });

    it('cannot harm the server with frames that make no sense', async () => {
      expect(await unary('/room.v1.RoomService/GetEvent', Buffer.from('ffffffff', 'hex'))).toMatchObject({ code: 3 });
      for (let round = 0; round < 10; round++) await stream(randomFillSync(Buffer.alloc(100 * round)));
      await works();
    });
  });
});
