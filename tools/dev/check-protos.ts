import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const BUF_TIMEOUT_MS = 60_000;

/** The contracts of the last release: what runs in production while a new release is rolled out. */
export const BASELINE = 'libs/contracts/grpc-baseline.txtpb';

export interface ProtoCheck {
  /** Absolute path of the repository; its buf and its baseline are used. */
  readonly repository: string;
  /** Absolute path of the folder with the buf.yaml and the protos to check; default the repository. */
  readonly folder?: string;
}

/**
 * Checks the gRPC contracts: they follow buf's STANDARD rules, and nothing that the last release says or reads was
 * removed or changed.
 * @returns findings, one a line; empty: none
 */
export function checkProtos({ repository, folder = repository }: ProtoCheck): string {
  const baseline = join(repository, BASELINE);
  return [buf(repository, ['lint', folder]), buf(repository, ['breaking', folder, '--against', baseline])].join('');
}

/** Makes the contracts as they are the baseline: at a release. */
export function renewBaseline(repository: string): void {
  const findings = buf(repository, ['build', repository, '--exclude-source-info', '-o', join(repository, BASELINE)]);
  if (findings !== '') throw new Error(findings);
}

function buf(repository: string, args: readonly string[]): string {
  const run = spawnSync(join(repository, 'node_modules', '.bin', 'buf'), args, {
    cwd: repository,
    encoding: 'utf8',
    timeout: BUF_TIMEOUT_MS,
  });
  if (run.error) throw run.error;
  const output = `${run.stdout}${run.stderr}`;
  return run.status === 0 ? '' : output || `buf ended with status ${run.status}\n`;
}

// `npm run proto` checks; `npm run proto -- --renew` renews the baseline.
if (import.meta.main) {
  const repository = join(import.meta.dirname, '..', '..');
  if (process.argv.includes('--renew')) renewBaseline(repository);
  const findings = checkProtos({ repository });
  process.stdout.write(findings === '' ? 'protos: no findings\n' : findings);
  process.exitCode = findings === '' ? 0 : 1;
}
