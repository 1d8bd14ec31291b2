import { CallError } from '@chappe/contracts';
import { type ErrorCode, MatrixError } from '@chappe/matrix-api';
import { ERROR_BYTES_MAX } from '../grpc.limits.js';
import { CallerRefusedError } from './caller-refused-error.js';
import { NotCarriedOutError } from './not-carried-out-error.js';
import { WrongOwnerError } from './wrong-owner-error.js';

/** The longest message of an error that is too large to be carried whole. */
const MESSAGE_LENGTH_WHEN_CUT = 500;

/**
 * What a caller in another process is told about an error; nothing about one that is no MatrixError.
 * @throws when its fields are no JSON
 */
export function toCallError(error: unknown): CallError {
  if (!(error instanceof MatrixError)) return toCallError(new MatrixError('M_UNKNOWN', 'Internal server error'));
  const { errcode, message, status, headers } = error;
  const whole: CallError = {
    errcode,
    message,
    status,
    fields: encodeFields(error.fields),
    headers: { ...headers },
    wrongOwner: error instanceof WrongOwnerError ? { ownerAddress: error.ownerAddress ?? '' } : undefined,
    notCarriedOut: [NotCarriedOutError, WrongOwnerError, CallerRefusedError].some((kind) => error instanceof kind),
  };
  if (CallError.encode(whole).finish().length <= ERROR_BYTES_MAX) return whole;
  return { ...whole, message: message.slice(0, MESSAGE_LENGTH_WHEN_CUT), fields: Buffer.alloc(0), headers: {} };
}

/** The error that {@link toCallError} was given, as far as it was told. */
export function fromCallError(error: CallError): MatrixError {
  if (error.wrongOwner) return new WrongOwnerError(error.wrongOwner.ownerAddress || undefined);
  if (error.notCarriedOut) return new NotCarriedOutError('refused', error.message);
  const { errcode, message, status, headers } = error;
  try {
    return new MatrixError(errcode as ErrorCode, message, { status, fields: decodeFields(error.fields), headers });
  } catch (cause) {
    return MatrixError.unavailable('a refusal cannot be read', cause);
  }
}

function encodeFields(fields: MatrixError['fields']): Buffer {
  return Object.keys(fields).length > 0 ? Buffer.from(JSON.stringify(fields)) : Buffer.alloc(0);
}

function decodeFields(fields: Buffer): Record<string, unknown> {
  // oxlint-disable-next-line no-restricted-properties -- this program's own JSON, keys of the error catalogue
  return fields.length > 0 ? (JSON.parse(fields.toString()) as Record<string, unknown>) : {};
}
