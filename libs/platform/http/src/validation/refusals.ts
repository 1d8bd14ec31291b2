import { MatrixError } from '@chappe/matrix-api';
import type { ErrorObject } from 'ajv';

/** Characters of a member's path that an error message shows; keys come from the client. */
const MEMBER_CHARACTERS_MAX = 100;

/**
 * Wrong shapes, missing members included, are M_BAD_JSON; texts that are not the wanted identifier are M_INVALID_PARAM.
 */
export function bodyRefusal(violation: ErrorObject): MatrixError {
  const message = describeViolation(violation, 'body');
  return violation.keyword === 'format' ? MatrixError.invalidParam(message) : MatrixError.badJson(message);
}

/** M_INVALID_PARAM for anything in the path. */
export function paramsRefusal(violation: ErrorObject): MatrixError {
  return MatrixError.invalidParam(describeViolation(violation, 'path'));
}

/** M_MISSING_PARAM for a query parameter that is not there, M_INVALID_PARAM otherwise. */
export function queryRefusal(violation: ErrorObject): MatrixError {
  const message = describeViolation(violation, 'query');
  return violation.keyword === 'required' ? MatrixError.missingParam(message) : MatrixError.invalidParam(message);
}

/** A sentence that names the member: `'invite.0' must be string`. */
function describeViolation(violation: ErrorObject, whole: string): string {
  if (violation.keyword === 'required') {
    return `'${memberOf(violation, String(violation.params['missingProperty']))}' is missing`;
  }
  const member = memberOf(violation, violation.propertyName);
  const reason = reasonOf(violation);
  return member === '' ? `The ${whole} ${reason}` : `'${member}' ${reason}`;
}

function memberOf(violation: ErrorObject, last: string | undefined): string {
  const path = violation.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (last !== undefined) path.push(last);
  return path.join('.').slice(0, MEMBER_CHARACTERS_MAX).toWellFormed();
}

function reasonOf(violation: ErrorObject): string {
  switch (violation.keyword) {
    case 'format':
      return `is not a ${String(violation.params['format']).replace('matrix-', '').replaceAll('-', ' ')}`;
    case 'enum':
      return `must be one of ${(violation.params['allowedValues'] as unknown[]).join(', ')}`;
    default:
      return violation.message ?? 'is not valid';
  }
}
