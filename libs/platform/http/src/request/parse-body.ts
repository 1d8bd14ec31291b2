import {
  decodeUtf8,
  isJsonObject,
  JsonError,
  type JsonValue,
  parseCanonicalJson,
  parseLosslessJson,
} from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';

/** What a definition says about its body beside the schema. */
export interface BodyRules {
  readonly canonicalBody?: boolean;
  readonly nulAllowed?: boolean;
  /** No body stands for an object that lacks every member. */
  readonly emptyAllowed?: boolean;
}

/**
 * The JSON of a body; `{}` when it is empty and may be. The content type is not looked at
 * (client-server-api/#api-standards asks for application/json, many clients send none).
 * Numbers are refused where they could not be kept as they are.
 * @throws MatrixError M_NOT_JSON for what is no JSON, M_BAD_JSON for JSON that Matrix does not take
 */
export function parseBody(bytes: Buffer, rules: BodyRules): JsonValue {
  if (bytes.length === 0 && rules.emptyAllowed) return {};
  try {
    const text = decodeUtf8(bytes);
    const value = rules.canonicalBody ? parseCanonicalJson(text) : parseLosslessJson(text);
    if (!rules.nulAllowed && text.includes('\\u0000') && holdsNul(value)) {
      throw MatrixError.badJson('The body holds a NUL character');
    }
    return value;
  } catch (error) {
    if (error instanceof JsonError) throw refusalOf(error);
    throw error;
  }
}

function refusalOf(error: JsonError): MatrixError {
  const notJson = error.reason === 'utf8' || error.reason === 'syntax';
  return new MatrixError(notJson ? 'M_NOT_JSON' : 'M_BAD_JSON', error.message);
}

/** The depth is bounded by the parser. */
function holdsNul(value: JsonValue): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (Array.isArray(value)) return value.some(holdsNul);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => key.includes('\0') || holdsNul(member));
}
