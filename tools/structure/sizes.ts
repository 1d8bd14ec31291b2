import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Size of one library, specs and fixtures left out. */
export interface Size {
  readonly library: string;
  readonly files: number;
  readonly folders: number;
  readonly lines: number;
  /** Constructor parameters that Nest injects. */
  readonly injected: number;
  readonly importsPerFile: number;
}

/** Measures the libraries of the repository at `root`. */
export function sizes(root: string, libraries: readonly string[]): Size[] {
  return libraries.map((library) => {
    const paths = globSync(`${library}/src/**/*.ts`, { cwd: root });
    const own = paths.filter((path) => !/\.spec\.ts$|\/fixtures\/|\/gen\//.test(path));
    const texts = own.map((path) => readFileSync(join(root, path), 'utf8'));
    const count = (pattern: RegExp): number => texts.reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0);
    return {
      library,
      files: own.length,
      folders: new Set(own.map((path) => dirname(path))).size,
      lines: count(/\n/g),
      injected: texts.reduce((sum, text) => sum + injectedIn(text), 0),
      importsPerFile: Math.round((count(/^import /gm) / own.length) * 10) / 10,
    };
  });
}

/** Parameter properties of constructors of injectable classes; files have one main class. */
function injectedIn(text: string): number {
  if (!/@Injectable\(|@Module\(/.test(text)) return 0;
  return [
    ...text.matchAll(
      /^ +(?:@Inject\([^\n]*\) )?private readonly \w+[?]?:|constructor\((?:@Inject\([^\n]*\) )?private readonly/gm,
    ),
  ].length;
}
