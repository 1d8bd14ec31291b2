import { describe, expect, it } from 'vitest';
import { FrameWriter } from './frame-writer.js';
import { FRAME_BYTES_AIM } from '../grpc.limits.js';

/** A stream that takes so many frames before it asks to wait. */
class TestStream {
  readonly frames: string[] = [];
  #drain: (() => void) | undefined;

  constructor(private capacity: number) {}

  write(frame: string): boolean {
    this.frames.push(frame);
    return --this.capacity > 0;
  }

  once(_event: 'drain', listener: () => void): void {
    this.#drain = listener;
  }

  drain(capacity: number): void {
    this.capacity = capacity;
    this.#drain?.();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function writerOn(stream: TestStream, flowing: string[] = []) {
  return new FrameWriter<{ readonly name: string; readonly bytes: number }, string>(stream, {
    makeFrame: (items) => items.map(({ name }) => name).join(''),
    onFlowing: () => flowing.push('flowing'),
  });
}

describe('FrameWriter', () => {
  it('writes what was pushed during one turn as one frame', async () => {
    const stream = new TestStream(9);
    const writer = writerOn(stream);
    for (const name of 'abc') writer.push({ name, bytes: 1 });
    expect(stream.frames).toEqual([]);
    await turn();
    expect(stream.frames).toEqual(['abc']);
  });

  it('cuts frames so that none grows with the load', async () => {
    const stream = new TestStream(9);
    const writer = writerOn(stream);
    for (const name of 'abcde') writer.push({ name, bytes: FRAME_BYTES_AIM / 2 });
    await turn();
    expect(stream.frames).toEqual(['ab', 'cd', 'e']);
  });

  it('waits while the other side does not read, and says when it reads again', async () => {
    const stream = new TestStream(1);
    const flowing: string[] = [];
    const writer = writerOn(stream, flowing);
    writer.push({ name: 'a', bytes: 1 });
    await turn();
    for (const name of 'bc') writer.push({ name, bytes: 1 });
    await turn();
    expect([stream.frames, writer.isBlocked]).toEqual([['a'], true]);
    stream.drain(9);
    expect([stream.frames, writer.isBlocked, flowing]).toEqual([['a', 'bc'], false, ['flowing']]);
  });
});
