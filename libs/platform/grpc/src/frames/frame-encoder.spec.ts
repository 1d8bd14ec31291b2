import { ExchangeRequest } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { FrameEncoder } from './frame-encoder.js';

const call = (id: number, bytes: number) => ({ id, method: 'm', request: Buffer.alloc(bytes, id), deadlineMs: 1 });
const frame = (...calls: ReturnType<typeof call>[]) => ({ calls, cancelledIds: [] });

describe('FrameEncoder', () => {
  it('gives each frame bytes of its own, whatever comes after it', () => {
    const encoder = new FrameEncoder(ExchangeRequest);
    const frames = [
      frame(call(1, 10)),
      frame(call(2, 5_000), call(3, 3)),
      frame(call(4, 2_000_000)),
      frame(call(5, 1)),
    ];
    const encoded = frames.map((each) => encoder.encode(each));
    expect(encoded.map((bytes) => ExchangeRequest.decode(bytes))).toEqual(frames);
    expect(encoded[0]).toEqual(Buffer.from(ExchangeRequest.encode(frame(call(1, 10))).finish()));
  });

  it('goes on after a frame that cannot be encoded', () => {
    const encoder = new FrameEncoder(ExchangeRequest);
    expect(() => encoder.encode(frame(call(1, 10), call(-1, 10)))).toThrow('invalid uint32');
    const next = frame(call(6, 7));
    expect(ExchangeRequest.decode(encoder.encode(next))).toEqual(next);
  });
});
