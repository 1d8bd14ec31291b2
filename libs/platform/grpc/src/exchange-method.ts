import { CallServiceDefinition, ExchangeRequest, ExchangeResponse } from '@chappe/contracts';
import type { MethodDefinition, ServiceDefinition as GrpcServiceDefinition } from '@grpc/grpc-js';

/** The batched stream's method, as gRPC wants it. */
export const EXCHANGE_METHOD: MethodDefinition<ExchangeRequest, ExchangeResponse> = {
  path: `/${CallServiceDefinition.fullName}/${CallServiceDefinition.methods.exchange.name}`,
  requestStream: true,
  responseStream: true,
  requestSerialize: (frame) => bufferOf(ExchangeRequest.encode(frame).finish()),
  requestDeserialize: (bytes) => ExchangeRequest.decode(bytes),
  responseSerialize: (frame) => bufferOf(ExchangeResponse.encode(frame).finish()),
  responseDeserialize: (bytes) => ExchangeResponse.decode(bytes),
};

/** The service of the batched stream. */
export const EXCHANGE_SERVICE = { exchange: EXCHANGE_METHOD } satisfies GrpcServiceDefinition;

/** The same bytes, not copied. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
