/** The domain of an identifier: all that follows the first colon; `undefined` without colon. */
export function domainOf(id: string | undefined): string | undefined {
  return id?.includes(':') ? id.slice(id.indexOf(':') + 1) : undefined;
}
