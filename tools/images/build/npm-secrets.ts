import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** npm's settings of this machine as files, for a build to read and not to keep. */
export interface NpmSecrets {
  /** Arguments of `docker build`. */
  readonly words: readonly string[];
  remove(): void;
}

/** Where packages come from, who asks for them, and which authorities are believed, besides the usual. */
export function npmSecrets(): NpmSecrets {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-images-'));
  const npmrc = join(folder, 'npmrc');
  const ca = join(folder, 'ca');
  const authorities = setting('cafile') ?? process.env['NODE_EXTRA_CA_CERTS'];
  const lines = [`registry=${setting('registry') ?? ''}`];
  if (authorities !== undefined && existsSync(authorities)) {
    copyFileSync(authorities, ca);
    lines.push('cafile=/run/secrets/ca');
  }
  writeFileSync(npmrc, `${ownSettings()}\n${lines.join('\n')}\n`, { mode: 0o600 });
  const words = ['--secret', `id=npmrc,src=${npmrc}`, ...(existsSync(ca) ? ['--secret', `id=ca,src=${ca}`] : [])];
  return { words, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Without what means files of this machine. */
function ownSettings(): string {
  const file = setting('userconfig');
  if (file === undefined || !existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => !/^\s*(cafile|cache|nodedir|prefix|registry)\s*=/.test(line)).join('\n');
}

function setting(name: string): string | undefined {
  const value = execFileSync('npm', ['config', 'get', name], { encoding: 'utf8', timeout: 20_000 }).trim();
  return ['', 'null', 'undefined'].includes(value) ? undefined : value;
}
