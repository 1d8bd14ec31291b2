/** What a login or a password stage says about who the user is. */
export interface IdentifierFields {
  readonly identifier?: unknown;
  /** Deprecated form. */
  readonly user?: unknown;
}

/**
 * The user ID or localpart that a request names: `identifier` of type `m.id.user`, or the deprecated `user`. Undefined
 * for third-party identifiers and anything else: this server knows none (client-server-api/#identifier-types).
 */
export function namedUser(fields: IdentifierFields): string | undefined {
  const { identifier, user } = fields;
  if (identifier === undefined || identifier === null) return typeof user === 'string' ? user : undefined;
  if (typeof identifier !== 'object' || !('type' in identifier) || !('user' in identifier)) return undefined;
  return identifier.type === 'm.id.user' && typeof identifier.user === 'string' ? identifier.user : undefined;
}
