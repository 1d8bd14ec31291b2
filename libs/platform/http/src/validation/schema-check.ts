import type { MatrixError } from '@chappe/matrix-api';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
import { IDENTIFIER_FORMATS } from './identifier-formats.js';

/** Makes the refusal of a value from the first violation found. */
export type Refusal = (violation: ErrorObject) => MatrixError;

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

  /** For path and query: {@link check} converts texts and fills defaults in, in place. */
  static ofUrl(schema: TSchema, refusal: Refusal): SchemaCheck {
    return new SchemaCheck(schema, urlAjv, refusal);
  }

  /** @throws MatrixError naming the first member that does not fit */
  check(value: unknown): void {
    this.validate ??= this.ajv.compile(this.schema);
    if (this.validate(value)) return;
    const [violation] = this.validate.errors ?? [];
    if (!violation) throw new Error('a schema check failed without a reason');
    throw this.refusal(violation);
  }
}
