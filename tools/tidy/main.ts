import { join } from 'node:path';
import { chapterCircles } from './checks/chapter-circles.ts';
import { dependencies } from './checks/dependencies.ts';
import { endpointHandlers } from './checks/endpoint-handlers.ts';
import { fileLength } from './checks/file-length.ts';
import { folderWalls } from './checks/folder-walls.ts';
import { indexFiles } from './checks/index-files.ts';
import { fixLineWidth, lineWidth } from './checks/line-width.ts';
import { links } from './checks/links.ts';
import { machinePaths } from './checks/machine-paths.ts';
import { mainExport } from './checks/main-export.ts';
import { mentions } from './checks/mentions.ts';
import { names } from './checks/names.ts';
import { readmes } from './checks/readmes.ts';
import { fixReferences, references } from './checks/references.ts';
import { serviceWalls } from './checks/service-walls.ts';
import { stalePages } from './checks/stale-pages.ts';
import { tags } from './checks/tags.ts';
import { thinApps } from './checks/thin-apps.ts';
import { readRepository } from './repository.ts';

const CHECKS = [
  chapterCircles,
  dependencies,
  endpointHandlers,
  fileLength,
  folderWalls,
  indexFiles,
  lineWidth,
  links,
  machinePaths,
  mainExport,
  mentions,
  names,
  readmes,
  references,
  serviceWalls,
  tags,
  thinApps,
];

const root = join(import.meta.dirname, '..', '..');
// `npm run tidy -- --fix libs/room docs`: mend what can be mended; look only below these folders.
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isAsked = (path: string): boolean => folders.length === 0 || folders.some((folder) => path.startsWith(folder));

if (process.argv.includes('--fix')) {
  const before = readRepository(root);
  fixReferences(before, isAsked);
  fixLineWidth(before, isAsked);
}
const repository = readRepository(root);
const results = [
  ...CHECKS.map((check) => ({ name: check.name, findings: check.run(repository) })),
  { name: 'stale-pages', findings: await stalePages(repository) },
];
let count = 0;
for (const { name, findings } of results) {
  for (const { path, line, message } of findings.filter((finding) => isAsked(finding.path))) {
    process.stdout.write(`${path}${line === undefined ? '' : `:${line}`}: ${message} [${name}]\n`);
    count++;
  }
}
process.stdout.write(count === 0 ? `tidy: ${results.length} checks, no findings\n` : `tidy: ${count} findings\n`);
process.exitCode = count === 0 ? 0 : 1;
