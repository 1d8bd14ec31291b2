import type { handleUnaryCall, MethodDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

const asIs = (bytes: Buffer): Buffer => bytes;

/** HealthCheckResponse { status: SERVING } and { status: NOT_SERVING } of grpc.health.v1. */
const SERVING = Buffer.from([0x08, 0x01]);
const NOT_SERVING = Buffer.from([0x08, 0x02]);

const CHECK: MethodDefinition<Buffer, Buffer> = {
  path: '/grpc.health.v1.Health/Check',
  requestStream: false,
  responseStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};

/** gRPC's health checking protocol, for probes that speak it. All services of a process are healthy or none. */
export const HEALTH_SERVICE = { check: CHECK };

/** @param isServing whether new calls should be sent here */
export function healthHandlers(isServing: () => boolean): UntypedServiceImplementation {
  const check: handleUnaryCall<Buffer, Buffer> = (_call, callback) =>
    callback(null, isServing() ? SERVING : NOT_SERVING);
  return { check };
}
