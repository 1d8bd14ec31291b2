import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, eachLine, type Repository } from '../repository.ts';

const CODE = /`([^`]+)`/g;
const COMMAND = /\bnpm run (?:--silent )?([a-z][\w:-]*)/g;
const PATH = /^[a-z][\w.-]*(?:\/[\w.*{},-]+)+\/?$/i;
const KIND = /^\.[a-z0-9-]+(?:\.[a-z]+)*\.ts$/;
/** Paths of other worlds: container images, what a build writes. */
const ELSEWHERE = /^(?:chappe|dist|node_modules|matrix-org)\//;

/** Paths, kinds of files and commands that Markdown pages name in code spans are there. */
export const mentions: Check = {
  name: 'mentions',
  run(repository) {
    const { root, files } = repository;
    const isKnown = pathFinder(repository);
    // What is generated or left out of the checks is on disk only.
    const isThere = (path: string, page: string): boolean =>
      isKnown(path) || [root, join(root, dirname(page))].some((folder) => existsSync(join(folder, path)));
    const scripts = scriptsOf(repository);
    const problemOf = (code: string, page: string): string | undefined => {
      if (KIND.test(code) && !files.some(({ path }) => path.endsWith(code))) return `no file is a ${code}`;
      if (PATH.test(code) && !ELSEWHERE.test(code) && !isThere(code, page)) return `${code} is not in this repository`;
      return undefined;
    };
    return files
      .filter(({ path }) => path.endsWith('.md'))
      .flatMap((file) => {
        const problems: { path: string; line: number; message: string }[] = [];
        eachLine(file, (line, number) => {
          const ofCode = [...line.matchAll(CODE)].map(([, code = '']) => problemOf(code, file.path));
          const ofCommands = [...line.matchAll(COMMAND)].map(([, script = '']) =>
            scripts.has(script) ? undefined : `npm run ${script}: there is no such script`,
          );
          for (const message of [...ofCode, ...ofCommands]) {
            if (message !== undefined) problems.push({ path: file.path, line: number, message });
          }
        });
        return problems;
      });
  },
};

const scriptsOf = ({ files }: Repository): ReadonlySet<string> => {
  const text = files.find(({ path }) => path === 'package.json')?.text ?? '{}';
  return new Set(Object.keys((JSON.parse(text) as { scripts?: Record<string, string> }).scripts ?? {}));
};

/**
 * Finds files and folders by the end of their path: `events/content` is libs/events/src/content. `*` and words in
 * capitals stand for any name, `{a,b}` for either.
 */
function pathFinder({ files }: Repository): (path: string) => boolean {
  const paths = new Set<string>();
  for (const { path } of files) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) paths.add(`/${path.slice(0, end)}`);
  }
  const list = [...paths].flatMap((path) => [path, path.replace('/src/', '/')]).join('\n');
  return (path) => new RegExp(`/${patternOf(path.replace(/\/$/, ''))}$`, 'm').test(list);
}

const patternOf = (path: string): string =>
  path
    .replace(/\./g, '\\.')
    .replace(/\*+/g, '[^\\n]*')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)
    .replace(/\b[A-Z]{2,}\b(?!\.md)/g, '[^/\\n]+');
