/** A copy of data that remembers what was read of it. */
export interface RecordedReads {
  readonly data: object;
  /** Paths of the members that nobody read, outermost first: `/spec/replica`. Members of unread ones are left out. */
  readonly unread: () => string[];
}

/**
 * Wraps data so that it remembers which members were read. A validator made from a schema reads exactly the members
 * that the schema knows (all of them, where it allows any): what it never reads is unknown to the schema.
 */
export function recordedReads(data: object): RecordedReads {
  const read = new Map<object, Set<PropertyKey>>();
  const wrappers = new Map<object, object>();
  const wrap = (target: object): object => {
    const known = wrappers.get(target);
    if (known) return known;
    const keys = new Set<PropertyKey>();
    read.set(target, keys);
    const wrapper = new Proxy(target, {
      get: (object, key) => {
        keys.add(key);
        const value: unknown = Reflect.get(object, key);
        return typeof value === 'object' && value !== null ? wrap(value) : value;
      },
    });
    wrappers.set(target, wrapper);
    return wrapper;
  };
  const unreadOf = (value: object, path: string): string[] =>
    Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
      if (!read.get(value)?.has(key)) return [`${path}/${key}`];
      return typeof member === 'object' && member !== null ? unreadOf(member, `${path}/${key}`) : [];
    });
  return { data: wrap(data), unread: () => unreadOf(data, '') };
}
