/** Parts of packages that are for browsers, compilers or readers. The server never loads them; licences stay. */
const NOT_NEEDED = [
  /\.(ts|mts|cts|map|tsbuildinfo|flow|markdown|a|h)$/,
  // Not LICENSE.md.
  /\/(README|CHANGELOG|HISTORY|CHANGES|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT)(\.[\w.-]+)?\.md$/i,
  /\/\.(github|vscode|gitattributes|editorconfig|npmignore|eslintrc[^/]*|package-lock\.json|bin|cache|vite)$/,
  // Our own libraries are put beside them by name; programs for Node's own packages are put elsewhere.
  /^node_modules\/(@chappe|@types|undici-types|node-(bin-)?[a-z]+-[a-z0-9]+)$/,
  /\/typeorm\/browser$/,
  /\/rxjs\/(src|dist\/(bundles|esm|esm5|types))$/,
];

/**
 * Whether a file or folder of `node_modules` goes into the images.
 * @param path starts with `node_modules`
 */
export function isNeeded(path: string): boolean {
  return !NOT_NEEDED.some((pattern) => pattern.test(path));
}
