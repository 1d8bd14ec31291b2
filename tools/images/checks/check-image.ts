import { allInOne } from './all-in-one.ts';
import { content } from './content.ts';
import type { CheckedImage } from './image-check.ts';
import { operation } from './operation.ts';

const CHECKS = [...content, ...operation, ...allInOne];

/**
 * Runs what applies to an image and reports each check in a line.
 * @returns how many did not hold
 */
export async function checkImage(checked: CheckedImage, report: (line: string) => void): Promise<number> {
  let failures = 0;
  report(`${checked.image} …`);
  for (const check of CHECKS) {
    const { title, isFor } = check;
    if (isFor && !isFor(checked.app)) continue;
    try {
      const figure = await check.run(checked);
      report(`  ok    ${title}${figure === undefined ? '' : ` (${figure})`}`);
    } catch (error) {
      failures++;
      report(`  FAIL  ${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}
