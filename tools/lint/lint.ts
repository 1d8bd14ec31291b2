import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const GRAPH_TIMEOUT_MS = 120_000;
const LINT_TIMEOUT_MS = 600_000;

/**
 * What came of a lint run: the exit code of the first step that failed (0: clean) and, if captured, what oxlint
 * printed.
 */
export interface LintOutcome {
  readonly status: number;
  readonly output: string;
}

export interface LintOptions {
  /** Collect oxlint's output instead of printing it. */
  readonly capture?: boolean;
}

/**
 * Lints a workspace: computes Nx's project graph first, because the boundary rule reads it from disk and is silently
 * skipped without it.
 * @param workspace absolute path of the folder with nx.json
 * @param args passed on to oxlint
 */
export function lint(workspace: string, args: readonly string[], options: LintOptions = {}): LintOutcome {
  // A folder of its own: an `nx` command that runs at the same time must not swap the graph under the rule.
  const graphFolder = join(workspace, '.nx', 'lint');
  const env = {
    ...process.env,
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_WORKSPACE_DATA_DIRECTORY: graphFolder,
  };
  rmSync(join(graphFolder, 'project-graph.json'), { force: true });
  const graphScript = join(import.meta.dirname, 'compute-graph.ts');
  const graph = spawnSync(process.execPath, [graphScript], {
    cwd: workspace,
    env,
    encoding: 'utf8',
    timeout: GRAPH_TIMEOUT_MS,
  });
  if (graph.status !== 0 || !existsSync(join(graphFolder, 'project-graph.json'))) {
    return {
      status: graph.status || 1,
      output: `Nx could not compute the project graph:\n${graph.stdout}${graph.stderr}`,
    };
  }
  const oxlint = join(workspace, 'node_modules', '.bin', 'oxlint');
  const run = spawnSync(process.execPath, [oxlint, ...args], {
    cwd: workspace,
    env,
    encoding: 'utf8',
    timeout: LINT_TIMEOUT_MS,
    maxBuffer: 64 << 20,
    stdio: options.capture ? 'pipe' : 'inherit',
  });
  return { status: run.status ?? 1, output: `${run.stdout ?? ''}${run.stderr ?? ''}` };
}
