import { CallError } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { ConnectionLostError } from './connection-lost-error.js';
import { fromCallError } from './call-error.js';
import { NotCarriedOutError } from './not-carried-out-error.js';

/** Where a unary call's {@link CallError} is, in the trailing metadata. */
const ERROR_KEY = 'chappe-error-bin';

/** For callers that know gRPC but not our errors: what comes closest to the HTTP status. */
const CODES = new Map([
  [400, status.INVALID_ARGUMENT],
  [401, status.UNAUTHENTICATED],
  [403, status.PERMISSION_DENIED],
  [404, status.NOT_FOUND],
  [413, status.OUT_OF_RANGE],
  [429, status.RESOURCE_EXHAUSTED],
  [503, status.UNAVAILABLE],
]);

/** The end of a unary call that was refused. */
export function toStatus(error: CallError): StatusObject {
  const metadata = new Metadata();
  metadata.set(ERROR_KEY, Buffer.from(CallError.encode(error).finish()));
  const code = CODES.get(error.status) ?? (error.status < 500 ? status.FAILED_PRECONDITION : status.INTERNAL);
  // Not the message: it may hold what a status line cannot.
  return { code, details: error.errcode, metadata };
}

/** What a failed unary call means to its caller. */
export function fromStatus(error: ServiceError, method: string): MatrixError {
  const [carried] = error.metadata?.get(ERROR_KEY) ?? [];
  if (carried instanceof Uint8Array) return readError(carried, method);
  if (error.code === status.DEADLINE_EXCEEDED)
    return MatrixError.unavailable(`${method} did not answer in time`, error);
  // While a new release is rolled out, processes of the old one do not know the new methods.
  if (error.code === status.UNIMPLEMENTED)
    return new NotCarriedOutError('refused', `${method} is not served there`, error);
  if (error.code === status.RESOURCE_EXHAUSTED) {
    return new MatrixError('M_UNKNOWN', 'Internal server error', { cause: error });
  }
  return new ConnectionLostError(`the connection broke during ${method}`, error);
}

function readError(bytes: Uint8Array, method: string): MatrixError {
  try {
    return fromCallError(CallError.decode(bytes));
  } catch (error) {
    return MatrixError.unavailable(`the refusal of ${method} cannot be read`, error);
  }
}
