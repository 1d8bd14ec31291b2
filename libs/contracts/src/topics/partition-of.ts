/**
 * The partition of a room or user id: FNV-1a over its UTF-16 units, modulo the installation's partition count.
 * @param id room id or user id
 * @param partitionCount fixed at installation, at least 1
 */
export function partitionOf(id: string, partitionCount: number): number {
  return idHash(id) % partitionCount;
}

/** FNV-1a of an id: 0 … 2^32 - 1. */
export function idHash(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
