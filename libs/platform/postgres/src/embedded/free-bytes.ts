import { statfsSync } from 'node:fs';

export const MIB = 1_048_576;

/** What anybody can still write where a folder is. File systems that do not count blocks say that they have none. */
export function freeBytesAt(folder: string): number {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}
