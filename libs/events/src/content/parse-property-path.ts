/**
 * The property names of a dot-separated path; `\.` and `\\` stand for a dot and a backslash in a name, other escapes
 * for themselves (appendices#dot-separated-property-paths).
 */
export function parsePropertyPath(path: string): string[] {
  const names: string[] = [];
  let name = '';
  for (let index = 0; index < path.length; index++) {
    const next = path[index + 1];
    if (path[index] === '\\' && (next === '.' || next === '\\')) {
      name += next;
      index++;
    } else if (path[index] === '.') {
      names.push(name);
      name = '';
    } else {
      name += path[index];
    }
  }
  return [...names, name];
}
