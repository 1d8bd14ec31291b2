/** CPU time in ms that the process takes for some work, garbage collection included. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The middle one of some figures, the least and the most. */
export function middle(figures: readonly number[]): [middle: number, least: number, most: number] {
  const sorted = figures.toSorted((left, right) => left - right);
  return [sorted[Math.floor(sorted.length / 2)] ?? NaN, sorted[0] ?? NaN, sorted.at(-1) ?? NaN];
}
