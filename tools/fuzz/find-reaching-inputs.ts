import type { Block, BlockCoverage } from './block-coverage.ts';

/**
 * The inputs of a batch that reach some of these blocks first, found by running halves again: as few inputs as the
 * blocks need, each after about twice the work of the batch. Nothing may have run since the last look.
 */
export function findReachingInputs(
  batch: readonly string[],
  blocks: readonly Block[],
  { coverage, run }: { readonly coverage: BlockCoverage; readonly run: (input: string) => void },
): string[] {
  const search = (inputs: readonly string[], wanted: readonly Block[]): string[] => {
    if (inputs.length <= 1 || wanted.length === 0) return wanted.length === 0 ? [] : [...inputs];
    const middle = inputs.length >> 1;
    const [left, right] = [inputs.slice(0, middle), inputs.slice(middle)];
    for (const input of left) run(input);
    const inLeft = coverage.takeAmong(wanted);
    const others = wanted.filter((block) => !inLeft.includes(block));
    return [...search(left, inLeft), ...search(right, others)];
  };
  return search(batch, blocks);
}
