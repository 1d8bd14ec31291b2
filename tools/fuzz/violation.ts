/** A property does not hold for an input. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Throws {@link Violation} unless the condition holds; the message says which property it is, without the input. */
export function mustHold(condition: boolean, property: string): asserts condition {
  if (!condition) throw new Violation(property);
}
