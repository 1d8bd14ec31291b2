/** An input that breaks a property of its target, or growth that belongs to no single input. */
export interface Finding {
  readonly target: string;
  readonly kind: 'property' | 'hang' | 'leak' | 'death';
  readonly message: string;
  readonly stack?: string;
  /** Absent for a leak. */
  readonly input?: string;
}
