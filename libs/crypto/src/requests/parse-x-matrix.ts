import type { XMatrix } from './x-matrix.js';
import { X_MATRIX_LENGTH_MAX } from './x-matrix.limits.js';

// The expressions are sticky and no two of their alternatives begin alike, so each character is looked at once, or
// twice where the header is refused.
const SCHEME = /X-Matrix [ \t,]*/iy;
/** `token = value`; a colon is let through without quotes, for compatibility with older servers. */
const PARAMETER =
  /([!#$%&'*+.^_`|~\w-]+)[ \t]*=[ \t]*(?:([!#$%&'*+.^_`|~\w:-]+)|"((?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*)")/y;
/** RFC 9110, section 5.6.1.2: empty elements of a list are ignored. */
const COMMA_OR_END = /[ \t]*(?:,[ \t,]*|$)/y;

/**
 * The parameters of an `Authorization` header of scheme X-Matrix; `undefined` for another scheme, what is not written
 * as RFC 9110 (section 11.4) has it, a parameter given twice, a missing or empty `origin`, `key` or `sig`, and more
 * than 4096 characters. Unknown parameters are ignored. Spec: server-server-api, "Request Authentication".
 */
export function parseXMatrix(header: string): XMatrix | undefined {
  const parameters = header.length > X_MATRIX_LENGTH_MAX ? undefined : parametersOf(header);
  // The list of parameters in the specification has "signature" where its examples, and all servers, have "sig".
  const { origin, destination, key: keyId, sig: signature } = Object.fromEntries(parameters ?? []);
  if (!origin || !keyId || !signature) return undefined;
  return { origin, ...(destination !== undefined && { destination }), keyId, signature };
}

/** The parameters by name in lower case. */
function parametersOf(header: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  let at = matchAt(SCHEME, header, 0)?.[0].length;
  while (at !== undefined && at < header.length) {
    const parameter = parameterAt(header, at);
    if (parameter === undefined || parameters.has(parameter.name)) return undefined;
    parameters.set(parameter.name, parameter.value);
    at = parameter.end;
  }
  return parameters;
}

/** The parameter that begins there; it ends behind the comma that follows, or with the header. */
function parameterAt(header: string, at: number): { name: string; value: string; end: number } | undefined {
  const parameter = matchAt(PARAMETER, header, at);
  const end = parameter && at + parameter[0].length;
  const separator = end && matchAt(COMMA_OR_END, header, end);
  if (!separator) return undefined;
  const [, name = '', token, quoted = ''] = parameter;
  const value = token ?? quoted.replace(/\\(.)/g, '$1');
  return { name: name.toLowerCase(), value, end: end + separator[0].length };
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
