import type { Engine } from '../engine.ts';

/** An image that is looked at. */
export interface CheckedImage {
  readonly app: string;
  readonly image: string;
  readonly engine: Engine;
}

/** Something that must hold for an image. */
export interface ImageCheck {
  /** What holds, as a sentence without its subject. */
  readonly title: string;
  /** Absent: for all. */
  readonly isFor?: (app: string) => boolean;
  /** @returns a figure for the report, if there is one; @throws when it does not hold */
  run(checked: CheckedImage): Promise<string | undefined>;
}

/** How every container is started: nothing that is not needed. */
export const HARDENED = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--tmpfs=/tmp:mode=1777,noexec,nosuid,nodev',
] as const;

/** @throws when it is not so */
export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
