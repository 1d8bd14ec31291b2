/** Something that is fuzzed: what goes in, and what must hold of every input. */
export interface FuzzTarget {
  readonly name: string;
  /** Whether inputs are JSON documents, which most mutations leave well-formed, or just texts. */
  readonly form: 'json' | 'text';
  /** Pieces of text that are worth inserting, beside those of every target. */
  readonly dictionary: readonly string[];
  /** Inputs to begin with. */
  seeds(): readonly string[];
  /**
   * Runs one input and checks what must hold. Gives a short word for what happened, of which there are few: inputs
   * with a new one are kept. Everything thrown is a finding.
   */
  run(input: string): string;
}
