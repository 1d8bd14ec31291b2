import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(import.meta.dirname, 'generators.json'), 'utf8');
const { generators } = JSON.parse(text) as { generators: Record<string, { readonly description: string }> };
const lines = Object.entries(generators).map(([name, { description }]) => `  ${name.padEnd(16)}${description}`);
const HELP = `npm run generate -- KIND NAME [--OPTION=VALUE]    the same as npx nx generate @chappe/tools:KIND NAME …

${lines.join('\n')}

With --help after a KIND: its options. With --dry-run: what would be written.
`;

const [kind, ...rest] = process.argv.slice(2);
if (kind === undefined || !(kind in generators)) {
  process.stdout.write(HELP);
  process.exitCode = kind === undefined || kind === '--help' ? 0 : 1;
} else {
  const words = ['node_modules/nx/dist/bin/nx.js', 'generate', `@chappe/tools:${kind}`, ...rest];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
