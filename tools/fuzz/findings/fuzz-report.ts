/** What a target was put through. */
export interface FuzzReport {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly corpus: number;
  /** The words that the target gave for what happened, most frequent first. */
  readonly outcomes: readonly (readonly [word: string, count: number])[];
  readonly slowestMs: number;
  readonly slowestUnits: number;
  /** Greatest heap in use after a collection. */
  readonly heapBytes: number;
}
