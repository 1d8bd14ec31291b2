import { dirname, join } from 'node:path/posix';
import { type Check, type Finding, isSpec, type RepositoryFile } from '../repository.ts';

const IN_SERVICE = /^libs\/services\/[^/]+\/src\/.+\.ts$/;
const NOUN = /\.store\.ts$/;
const VERB = /\.(endpoint|rpc|consumer)\.ts$/;
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;
// The module and its lists of providers wire verbs, the root index offers what the process needs.
const MAY_IMPORT_VERBS = /\.(module|providers)\.ts$|\/src\/index\.ts$/;

const foldersWith = (files: readonly RepositoryFile[], kind: RegExp): Set<string> =>
  new Set(files.filter(({ path }) => kind.test(path)).map(({ path }) => dirname(path)));

function importedVerbs(file: RepositoryFile, verbs: ReadonlySet<string>): Finding[] {
  const own = dirname(file.path);
  const folders = [...file.text.matchAll(IMPORT)].map(([, specifier = '']) => dirname(join(own, specifier)));
  return [...new Set(folders)]
    .filter((folder) => folder !== own && verbs.has(folder))
    .map((folder) => ({
      path: file.path,
      message: `imports the verb ${folder.replace(/.*\/src\//, '')}: what two verbs need is an operation of a noun`,
    }));
}

/**
 * House style, principle 8: a folder is a noun (owns tables) or a verb (is asked from outside); nobody imports a verb.
 */
export const nounsAndVerbs: Check = {
  name: 'nouns-and-verbs',
  run({ files }) {
    const inServices = files.filter(({ path }) => IN_SERVICE.test(path) && !isSpec(path));
    const nouns = foldersWith(inServices, NOUN);
    const verbs = foldersWith(inServices, VERB);
    const both = [...nouns].filter((folder) => verbs.has(folder));
    const importers = inServices.filter(({ path }) => !MAY_IMPORT_VERBS.test(path));
    return [
      ...both.map((path) => ({ path, message: 'owns tables and is asked from outside: make it two folders' })),
      ...importers.flatMap((file) => importedVerbs(file, verbs)),
    ];
  },
};
