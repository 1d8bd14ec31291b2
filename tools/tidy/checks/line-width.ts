import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, eachLine, type Finding, isCode, isFixture, type Repository } from '../repository.ts';
import { wrapComments } from '../wrap-comments.ts';

const WIDTH_MAX = 120;
// A link cannot be broken; everything else can.
const LINK = /https?:\/\//;

const isChecked = (path: string): boolean => !isFixture(path) && (isCode(path) || path.endsWith('.proto'));

/** House style, section 5: line width. Formatters leave comments and strings alone, so they are checked here. */
export const lineWidth: Check = {
  name: 'line-width',
  run({ files }) {
    const findings: Finding[] = [];
    for (const file of files.filter(({ path }) => isChecked(path))) {
      eachLine(file, (line, number) => {
        if (line.length <= WIDTH_MAX || LINK.test(line)) return;
        findings.push({ path: file.path, line: number, message: `${line.length} characters, at most ${WIDTH_MAX}` });
      });
    }
    return findings;
  },
};

/** Wraps the comments that are too wide in the files asked for; code and strings stay for their author. */
export function fixLineWidth({ root, files }: Repository, isAsked: (path: string) => boolean = () => true): void {
  for (const { path, text } of files.filter((file) => isChecked(file.path) && isAsked(file.path))) {
    const wrapped = wrapComments(text, WIDTH_MAX);
    if (wrapped !== text) writeFileSync(join(root, path), wrapped);
  }
}
