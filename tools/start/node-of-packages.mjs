import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Node that was installed with the packages; the running one when it is new enough and there is none (containers).
 * @param {string} root folder of the repository
 */
export function nodeOfPackages(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const names = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`];
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const name of names) {
    const path = join(root, 'node_modules', name, 'bin', program);
    if (existsSync(path)) return path;
  }
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  throw new Error(`Node 26 is needed; this is ${process.versions.node} and the package ${names[0]} is not installed`);
}
