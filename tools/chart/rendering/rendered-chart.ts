import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Helm, HelmResult } from './helm.ts';
import { type Manifest, parseManifests } from '../objects/manifest.ts';

/** What is asked of `helm template`. */
export interface Wish {
  /** Name of a file in charts/chappe/ci, without `-values.yaml`. */
  readonly set?: string;
  /** Values on top, as `--set` has them. */
  readonly values?: readonly string[];
  /** Values on top, as `--set-json` has them. */
  readonly json?: readonly string[];
  /** Name of the release. */
  readonly release?: string;
  /** Further parameters of Helm. */
  readonly parameters?: readonly string[];
}

/** The chart with its dependencies, in a folder of its own: the sources stay as they are. */
export class RenderedChart {
  readonly #folder = mkdtempSync(join(tmpdir(), 'chappe-chart-'));
  readonly path = join(this.#folder, 'charts', 'chappe');

  private readonly helm: Helm;

  private constructor(helm: Helm) {
    this.helm = helm;
  }

  /** @throws Error when the dependencies cannot be put together */
  static async prepare(root: string, helm: Helm): Promise<RenderedChart> {
    const chart = new RenderedChart(helm);
    cpSync(join(root, 'charts'), join(chart.#folder, 'charts'), { recursive: true });
    const { ok, complaint } = await helm('dependency', 'build', chart.path);
    if (!ok) throw new Error(complaint);
    return chart;
  }

  /** Runs `helm template`, or `helm lint --strict`, with the values wished. */
  run(wish: Wish, command: 'template' | 'lint' = 'template'): Promise<HelmResult> {
    const { set = 'default', values = [], json = [], release = 'chappe', parameters = [] } = wish;
    return this.helm(
      command,
      command === 'lint' ? '--strict' : release,
      this.path,
      '--values',
      join(this.path, 'ci', `${set}-values.yaml`),
      ...values.flatMap((value) => ['--set', value]),
      ...json.flatMap((value) => ['--set-json', value]),
      ...parameters,
    );
  }

  /**
   * The objects that Helm would make.
   * @throws Error with Helm's complaint
   */
  async manifests(wish: Wish): Promise<Manifest[]> {
    const { ok, output, complaint } = await this.run(wish);
    if (!ok) throw new Error(complaint);
    return parseManifests(output);
  }

  /** Removes the folder. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
