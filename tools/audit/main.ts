import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { advisoryFindings, readAdvisories } from './advisories.ts';
import { licenseFindings } from './license-findings.ts';
import { lockedPackages } from './locked-packages.ts';

const { values } = parseArgs({ options: { advisories: { type: 'string' } } });
const packages = lockedPackages(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));
const findings = licenseFindings(packages);
process.stdout.write(`licences of ${packages.length} packages: ${findings.length} findings\n`);
if (values.advisories === undefined) {
  process.stdout.write(
    'vulnerabilities: not looked at. Give a folder of OSV records, such as the unpacked export of osv.dev for npm:\n' +
      '  npm run audit -- --advisories FOLDER\n',
  );
} else {
  const advisories = readAdvisories(resolve(process.env['INIT_CWD'] ?? '.', values.advisories));
  if (advisories.length === 0) findings.push(`${values.advisories} holds no OSV record`);
  const found = advisoryFindings(packages, advisories);
  process.stdout.write(`vulnerabilities by ${advisories.length} advisories: ${found.length} findings\n`);
  findings.push(...found);
}
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
