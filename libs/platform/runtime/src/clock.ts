/** Time, handed in so that tests decide what it is. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start that never go backwards. */
  monotonicMs(): number;
  /** Resolves after `durationMs`, or rejects with the signal's reason. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `durationMs`; the returned function cancels it. */
  after(durationMs: number, callback: () => void): () => void;
  /** Calls back every `periodMs` until the returned function is called. */
  every(periodMs: number, callback: () => void): () => void;
}

/** Injection token of the process' {@link Clock}. */
export const CLOCK = 'chappe:clock';
