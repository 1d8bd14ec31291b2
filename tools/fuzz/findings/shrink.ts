const TRIES_MAX = 1500;

/**
 * A shorter input that still fails, by leaving out ever smaller pieces. Tries at most 1,500 inputs; `fails` says
 * whether an input shows the same failure.
 */
export function shrink(input: string, fails: (candidate: string) => boolean): string {
  let smallest = input;
  let tries = 0;
  for (let size = smallest.length >> 1; size >= 1 && tries < TRIES_MAX; size >>= 1) {
    for (let at = 0; at < smallest.length && tries < TRIES_MAX; tries += 1) {
      const candidate = smallest.slice(0, at) + smallest.slice(at + size);
      if (fails(candidate)) smallest = candidate;
      else at += size;
    }
  }
  return smallest;
}
