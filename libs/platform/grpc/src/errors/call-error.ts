import { CallError } from '@chappe/contracts';
import { type ErrorCode, MatrixError } from '@chappe/matrix-api';
import { ERROR_BYTES_MAX } from '../grpc.limits.js';
import { NotCarriedOutError } from './not-carried-out-error.js';
import { WrongOwnerError } from './wrong-owner-error.js';

/** The longest message of an error that is too large to be carried whole. */
const MESSAGE_LENGTH_WHEN_CUT = 500;

/** What a caller in another process is told about an error; nothing about one that is no MatrixError. */
export function toCallError(error: unknown): CallError {
  if (!(error instanceof MatrixError)) return toCallError(new MatrixError('M_UNKNOWN', 'Internal server error'));
  const { errcode, message, status, fields, headers } = error;
  const hasFields = Object.keys(fields).length > 0;
  const whole: CallError = {
    errcode,
    message,
    status,
    fields: hasFields ? Buffer.from(JSON.stringify(fields)) : Buffer.alloc(0),
    headers: { ...headers },
    wrongOwner: error instanceof WrongOwnerError ? { ownerAddress: error.ownerAddress ?? '' } : undefined,
    notCarriedOut: error instanceof NotCarriedOutError || error instanceof WrongOwnerError,
  };
  if (CallError.encode(whole).finish().length <= ERROR_BYTES_MAX) return whole;
  return { ...whole, message: message.slice(0, MESSAGE_LENGTH_WHEN_CUT), fields: Buffer.alloc(0), headers: {} };
}

/** The error that {@link toCallError} was given, as far as it was told. */
export function fromCallError(error: CallError): MatrixError {
  if (error.wrongOwner) return new WrongOwnerError(error.wrongOwner.ownerAddress || undefined);
  if (error.notCarriedOut) return new NotCarriedOutError('refused', error.message);
  return new MatrixError(error.errcode as ErrorCode, error.message, {
    status: error.status,
    fields: error.fields.length > 0 ? (JSON.parse(error.fields.toString()) as Record<string, unknown>) : {},
    headers: error.headers,
  });
}
