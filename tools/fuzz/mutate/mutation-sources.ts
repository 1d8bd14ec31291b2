/** What mutations take from. */
export interface MutationSources {
  /** Pieces of text of the target. */
  readonly dictionary: readonly string[];
  /** Another input of the corpus. */
  readonly other: () => string;
}
