import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
  // A folder of its own: another lint or nx command at the same time must not take the graph away from under the rule.
  mkdirSync(join(workspace, '.nx'), { recursive: true });
  const graphFolder = mkdtempSync(join(workspace, '.nx', 'lint-'));
  try {
    const graph = computeGraph(workspace, graphFolder);
    return graph.status === 0 ? runOxlint(workspace, graphFolder, { args, ...options }) : graph;
  } finally {
    rmSync(graphFolder, { recursive: true, force: true });
  }
}

const environment = (graphFolder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_WORKSPACE_DATA_DIRECTORY: graphFolder,
});

function computeGraph(workspace: string, graphFolder: string): LintOutcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'compute-graph.ts')], {
    cwd: workspace,
    env: environment(graphFolder),
    encoding: 'utf8',
    timeout: GRAPH_TIMEOUT_MS,
  });
  if (status === 0 && existsSync(join(graphFolder, 'project-graph.json'))) return { status: 0, output: '' };
  return { status: status || 1, output: `Nx could not compute the project graph:\n${stdout}${stderr}` };
}

function runOxlint(
  workspace: string,
  graphFolder: string,
  { args, capture = false }: LintOptions & { readonly args: readonly string[] },
): LintOutcome {
  const oxlint = join(workspace, 'node_modules', '.bin', 'oxlint');
  const { status, stdout, stderr } = spawnSync(process.execPath, [oxlint, ...args], {
    cwd: workspace,
    env: environment(graphFolder),
    encoding: 'utf8',
    timeout: LINT_TIMEOUT_MS,
    maxBuffer: 64 << 20,
    stdio: capture ? 'pipe' : 'inherit',
  });
  return { status: status ?? 1, output: `${stdout ?? ''}${stderr ?? ''}` };
}
