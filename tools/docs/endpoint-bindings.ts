/** A source file of the repository. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/**
 * Which files bind which endpoint definition: name of the definition → paths of the files with `@Endpoint(name)`, in
 * order.
 * @param sources the `.endpoints.ts` files
 */
export function endpointBindings(sources: readonly Source[]): Map<string, string[]> {
  const bindings = new Map<string, string[]>();
  for (const { path, text } of sources) {
    for (const [, name = ''] of text.matchAll(/^ *@Endpoint\(\s*(\w+)\s*\)/gm)) {
      bindings.set(name, [...(bindings.get(name) ?? []), path].sort());
    }
  }
  return bindings;
}
