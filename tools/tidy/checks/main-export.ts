import { type Check, type Finding, isSpec } from '../repository.ts';

const EXPORTED_VALUE = /^export (?:default )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|enum) (\w+)/gm;
const EXPORTED_TYPE = /^export (?:declare )?(?:interface|type) (\w+)/gm;
// Files whose name says what all their exports are (limits, settings, endpoints of one topic) or whose export others
// name.
const FAMILY = [
  /(^|\/)(index|main)\.ts$/,
  /\.(limits|config|global-setup)\.ts$/,
  /\/(migrations|fixtures|schemas)\//,
  /\/[a-z]+-server\/[\w-]+\.ts$/,
];

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const exportsOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** `rooms.rpcs.ts` may export `RoomsRpcs` or `Rooms`. */
function namesFor(path: string): string[] {
  const stem = path.replace(/^.*\//, '').replace(/\.ts$/, '');
  return [bare(stem), bare(stem.split('.')[0] ?? stem)];
}

/**
 * House style, section 3: one main export, named like the file. Checked where there is no doubt: none of the exports
 * has the name and there is exactly one value, or no value and one type.
 */
export const mainExport: Check = {
  name: 'main-export',
  run({ files }) {
    return files.flatMap(({ path, text }): Finding[] => {
      const isFamily = FAMILY.some((pattern) => pattern.test(path));
      if (!/^(apps|libs|tools)\/.*\.ts$/.test(path) || isSpec(path) || isFamily) return [];
      const values = exportsOf(text, EXPORTED_VALUE);
      const types = exportsOf(text, EXPORTED_TYPE);
      const main = values.length === 0 ? types : values;
      const isNamed = [...values, ...types].some((name) => namesFor(path).includes(bare(name)));
      if (main.length !== 1 || isNamed) return [];
      return [{ path, message: `its one export is called ${main[0]}: give both the same name` }];
    });
  },
};
