/** Something that must always hold, and did not. */
export interface Violation {
  /** The invariant in a few words. */
  readonly invariant: string;
  readonly details: string;
}
