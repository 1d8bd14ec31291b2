import { parseDeviceId, parseEventId, parseRoomAlias, parseRoomId, parseUserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';

/** Makes the refusal of a value from the first violation found. */
export type Refusal = (violation: ErrorObject) => MatrixError;

/** What the formats of `@chappe/matrix-api` mean: each is backed by the parser of its identifier. */
const IDENTIFIER_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'matrix-user-id': (text) => parseUserId(text) !== undefined,
  'matrix-room-id': (text) => parseRoomId(text) !== undefined,
  'matrix-event-id': (text) => parseEventId(text) !== undefined,
  'matrix-room-alias': (text) => parseRoomAlias(text) !== undefined,
  'matrix-room-id-or-alias': (text) => parseRoomId(text) !== undefined || parseRoomAlias(text) !== undefined,
  'matrix-device-id': (text) => parseDeviceId(text) !== undefined,
};

const OPTIONS: Options = { strict: false, validateSchema: false, allErrors: false, formats: IDENTIFIER_FORMATS };

const bodyAjv = new Ajv(OPTIONS);

/** Texts of the URL become the declared types; a value that appears once may stand for an array of one. */
const urlAjv = new Ajv({ ...OPTIONS, coerceTypes: 'array', useDefaults: true });

/**
 * Checks values against one schema. Compiled at first use: a process starts without compiling a hundred schemas.
 */
export class SchemaCheck {
  private validate: ValidateFunction | undefined;

  private constructor(
    private readonly schema: TSchema,
    private readonly ajv: Ajv,
    private readonly refusal: Refusal,
  ) {}

  /** For JSON bodies: nothing is converted. */
  static ofBody(schema: TSchema, refusal: Refusal): SchemaCheck {
    return new SchemaCheck(schema, bodyAjv, refusal);
  }

  /** For path and query: {@link check} refuses NUL, then converts texts and fills defaults in, in place. */
  static ofUrl(schema: TSchema, refusal: Refusal): SchemaCheck {
    return new SchemaCheck(schema, urlAjv, refusal);
  }

  /** @throws MatrixError naming the first member that does not fit */
  check(value: unknown): void {
    if (this.ajv === urlAjv) refuseNul(value);
    this.validate ??= this.ajv.compile(this.schema);
    if (this.validate(value)) return;
    const [violation] = this.validate.errors ?? [];
    if (!violation) throw new Error('a schema check failed without a reason');
    throw this.refusal(violation);
  }
}

/** Nothing that a client may name in path or query holds a NUL, and our tables cannot. */
function refuseNul(values: unknown): void {
  for (const value of Object.values(values as Readonly<Record<string, unknown>>)) {
    if (holdsNul(value)) throw MatrixError.invalidParam('NUL is not allowed in path or query');
  }
}

function holdsNul(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsNul) : typeof value === 'string' && value.includes('\0');
}
