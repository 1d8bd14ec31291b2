import { CallServiceDefinition, ExchangeRequest, ExchangeResponse } from '@chappe/contracts';
import type { MethodDefinition, ServiceDefinition as GrpcServiceDefinition } from '@grpc/grpc-js';
import { FrameEncoder } from './frame-encoder.js';

const requests = new FrameEncoder(ExchangeRequest);
const responses = new FrameEncoder(ExchangeResponse);

/** The batched stream's method, as gRPC wants it. */
export const EXCHANGE_METHOD: MethodDefinition<ExchangeRequest, ExchangeResponse> = {
  path: `/${CallServiceDefinition.fullName}/${CallServiceDefinition.methods.exchange.name}`,
  requestStream: true,
  responseStream: true,
  requestSerialize: (frame) => requests.encode(frame),
  requestDeserialize: (bytes) => ExchangeRequest.decode(bytes),
  responseSerialize: (frame) => responses.encode(frame),
  responseDeserialize: (bytes) => ExchangeResponse.decode(bytes),
};

/** The service of the batched stream. */
export const EXCHANGE_SERVICE = { exchange: EXCHANGE_METHOD } satisfies GrpcServiceDefinition;

/** The same bytes, not copied. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
