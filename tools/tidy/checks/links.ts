import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dirname, join as joinPath } from 'node:path/posix';
import { type Check, eachLine, type Finding, type RepositoryFile } from '../repository.ts';

const LINK = /\]\(([^)\s]+)\)/g;
const ELSEWHERE = /^[a-z]+:/;

/** The anchor that a heading gets: lower case, punctuation dropped, spaces to hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsOf = (text: string): Set<string> =>
  new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)));

/** Links of Markdown pages to files and headings of this repository lead somewhere. */
export const links: Check = {
  name: 'links',
  run({ root, files }) {
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    const problemOf = (file: RepositoryFile, link: string): string | undefined => {
      const [target = '', anchor] = link.split('#');
      const path = target === '' ? file.path : joinPath(dirname(file.path), target);
      if (!existsSync(join(root, path)) && !texts.has(path)) return `${link} leads nowhere`;
      const page = texts.get(path);
      const missing =
        anchor !== undefined && page !== undefined && path.endsWith('.md') && !anchorsOf(page).has(anchor);
      return missing ? `${link}: ${path} has no such heading` : undefined;
    };
    const findings: Finding[] = [];
    for (const file of files.filter(({ path }) => path.endsWith('.md'))) {
      eachLine(file, (line, number) => {
        for (const [, link = ''] of line.matchAll(LINK)) {
          const message = ELSEWHERE.test(link) ? undefined : problemOf(file, link);
          if (message !== undefined) findings.push({ path: file.path, line: number, message });
        }
      });
    }
    return findings;
  },
};
