import type { FuzzTarget } from '../fuzz-target.ts';

/** The target that a file exports; the libraries must have been made importable before. */
export async function loadTarget(file: string): Promise<FuzzTarget> {
  const [target] = Object.values((await import(file)) as Record<string, FuzzTarget>);
  if (target === undefined) throw new Error(`${file} exports no target`);
  return target;
}
