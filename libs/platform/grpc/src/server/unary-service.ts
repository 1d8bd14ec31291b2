import type { ServiceDefinition } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import type {
  handleUnaryCall,
  MethodDefinition,
  ServiceDefinition as GrpcServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { toStatus } from '../errors/call-status.js';
import type { CallCredentials } from '../identity/call-credentials.js';
import { traceOfMetadata } from '../frames/trace-metadata.js';
import type { ServedCalls } from './served-calls.js';

/** Messages stay bytes here: {@link ServedCalls} reads them, however they came. */
const asIs = (bytes: Buffer): Buffer => bytes;

export interface UnarySurroundings {
  readonly calls: ServedCalls;
  readonly clock: Clock;
  readonly credentials: Pick<CallCredentials, 'identityOf'>;
}

/** Every method of a service as an ordinary unary method, as gRPC wants it. */
export function unaryService(service: ServiceDefinition): GrpcServiceDefinition {
  const methods = Object.entries(service.methods).map(([key, { name }]) => [key, unaryMethod(service, name)] as const);
  return Object.fromEntries(methods);
}

/** The handlers of {@link unaryService}'s methods. */
export function unaryHandlers(
  service: ServiceDefinition,
  { calls, clock, credentials }: UnarySurroundings,
): UntypedServiceImplementation {
  const handlers = Object.entries(service.methods).map(([key, { name }]) => {
    const method = `${service.fullName}/${name}`;
    const handle: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
      const deadlineMs = Number(call.getDeadline());
      const leftMs = Number.isFinite(deadlineMs) ? Math.max(1, deadlineMs - clock.nowMs()) : 0;
      const trace = traceOfMetadata(call.metadata);
      const caller = credentials.identityOf(call.getAuthContext());
      const running = calls.start({ caller, method, request: call.request, leftMs, trace }, ({ error, response }) =>
        callback(error ? toStatus(error) : null, response),
      );
      call.on('cancelled', () => running.cancel());
    };
    return [key, handle] as const;
  });
  return Object.fromEntries(handlers);
}

function unaryMethod(service: ServiceDefinition, name: string): MethodDefinition<Buffer, Buffer> {
  return {
    path: `/${service.fullName}/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}
