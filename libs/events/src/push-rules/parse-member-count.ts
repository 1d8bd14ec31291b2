type Comparison = (count: number, limit: number) => boolean;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['', (count, limit) => count === limit],
  ['==', (count, limit) => count === limit],
  ['<', (count, limit) => count < limit],
  ['>', (count, limit) => count > limit],
  ['>=', (count, limit) => count >= limit],
  ['<=', (count, limit) => count <= limit],
]);

const MEMBER_COUNT = /^(==|<=|>=|<|>)?(-?[0-9]+)$/;

/**
 * Reads the `is` of a `room_member_count` condition: a decimal integer after an optional comparison
 * (client-server-api#conditions-1). `undefined` when it is something else.
 */
export function parseMemberCount(is: string): ((count: number) => boolean) | undefined {
  const [matched, prefix = '', digits] = MEMBER_COUNT.exec(is) ?? [];
  const compare = COMPARISONS.get(prefix);
  if (matched === undefined || compare === undefined) return undefined;
  const limit = Number(digits);
  return (count) => compare(count, limit);
}
