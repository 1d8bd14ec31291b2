import { type ReferencePage, referencePages } from '../../docs/reference-pages.ts';
import type { Finding, Repository } from '../repository.ts';

type Print = (root: string) => Promise<readonly ReferencePage[]>;

/**
 * The pages under docs/reference are what the sources print now. Unlike the other checks it imports libraries, so it
 * runs once per process.
 */
export async function stalePages({ root, files }: Repository, print: Print = referencePages): Promise<Finding[]> {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  try {
    const pages = await print(root);
    return pages
      .filter(({ path, text }) => texts.get(path) !== text)
      .map(({ path }) => ({ path, message: 'is not what the sources say: npm run docs' }));
  } catch (error) {
    return [{ path: 'docs/reference', message: `cannot be printed: ${String(error)}` }];
  }
}
