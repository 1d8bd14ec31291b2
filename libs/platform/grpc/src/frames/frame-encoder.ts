import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { FRAME_BYTES_AIM } from '../grpc.limits.js';

interface Encodable<Frame> {
  encode(frame: Frame, writer: BinaryWriter): BinaryWriter;
}

/** Kept from one frame to the next; what a rare larger frame has needed is given back. */
const KEPT_BYTES_MAX = 2 * FRAME_BYTES_AIM;

/**
 * Encodes frames one after the other into memory that it keeps: a new writer begins with 128 bytes and doubles them
 * again and again, which costs several times what the encoding does.
 */
export class FrameEncoder<Frame> {
  #writer = new BinaryWriter();

  constructor(private readonly type: Encodable<Frame>) {}

  /** @returns bytes of their own */
  encode(frame: Frame): Buffer {
    const writer = this.#writer;
    // Until this frame is done: one that fails leaves its beginning behind.
    this.#writer = new BinaryWriter();
    const bytes = this.type.encode(frame, writer).finish();
    if (bytes.length <= KEPT_BYTES_MAX) this.#writer = writer;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
