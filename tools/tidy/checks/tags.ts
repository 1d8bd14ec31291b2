import { type Check, eachLine, type Finding, isCode } from '../repository.ts';

// In pieces, so that this file does not find itself.
const OPEN_TASK = new RegExp(`\\bTO${'DO'}\\b(?!\\(#\\d+\\))`);
const OTHER = new RegExp(`\\b(FIX${'ME'}|X${'XX'}|HA${'CK'})\\b`);
const DEVIATION = new RegExp(`SPEC-DEVIA${'TION'}(?!\\([^)]+)`);

function problemIn(line: string): string | undefined {
  if (OPEN_TASK.test(line)) return 'name the issue: TO' + 'DO(#12)';
  if (OTHER.test(line)) return 'open an issue and write TO' + 'DO(#12)';
  return DEVIATION.test(line) ? 'give the reason: SPEC-DEVIA' + 'TION(reason)' : undefined;
}

/** House style, principle 28: two tags only, and each says where to read on. */
export const tags: Check = {
  name: 'tags',
  run({ files }) {
    const findings: Finding[] = [];
    for (const file of files.filter(({ path }) => isCode(path) || path.endsWith('.proto'))) {
      eachLine(file, (line, number) => {
        const message = problemIn(line);
        if (message !== undefined) findings.push({ path: file.path, line: number, message });
      });
    }
    return findings;
  },
};
