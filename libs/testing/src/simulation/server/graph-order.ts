/**
 * The same items with each after those that it depends on among them; items that depend on themselves in a circle are
 * left out. Otherwise in the order that they came in.
 */
export function graphOrder<T>(items: ReadonlyMap<string, T>, dependenciesOf: (item: T) => readonly string[]): T[] {
  const ordered: T[] = [];
  const states = new Map<string, 'open' | 'done'>();
  const waiting = [...items.keys()].reverse();
  for (let id = waiting.at(-1); id !== undefined; id = waiting.at(-1)) {
    const item = items.get(id);
    if (item === undefined || states.get(id) === 'done') {
      waiting.pop();
    } else if (states.get(id) === 'open') {
      waiting.pop();
      states.set(id, 'done');
      ordered.push(item);
    } else {
      states.set(id, 'open');
      waiting.push(...dependenciesOf(item).filter((other) => items.has(other) && !states.has(other)));
    }
  }
  return ordered;
}
