import { type Check, eachLine, type Finding } from '../repository.ts';

// In pieces, so that this file does not find itself.
const FOLDERS = ['work', 'farm', 'root', 'home'];
const HOSTS = ['registry\\.npm' + 'js', 'deb\\.deb' + 'ian\\.org', 'pypi\\.' + 'org', 'proxy\\.go' + 'lang'];
const PATH = new RegExp(`(^|[^A-Za-z0-9_./-])/(${FOLDERS.join('|')})/`);
const HOST = new RegExp(HOSTS.join('|'));

/** Nothing in the repository names a folder of somebody's machine or the host of a package registry. */
export const machinePaths: Check = {
  name: 'machine-paths',
  run({ root, files }) {
    const findings: Finding[] = [];
    for (const file of files) {
      eachLine(file, (line, number) => {
        const message = PATH.test(line) || line.includes(`${root}/`) ? 'a path of this machine' : 'a registry host';
        if (message === 'a registry host' && !HOST.test(line)) return;
        findings.push({ path: file.path, line: number, message });
      });
    }
    return findings;
  },
};
