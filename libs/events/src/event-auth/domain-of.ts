/** The domain of an identifier: all that follows the first colon; `undefined` without colon. */
export function domainOf(id: string | undefined): string | undefined {
  const colon = id?.indexOf(':') ?? -1;
  return colon < 0 ? undefined : id?.slice(colon + 1);
}
