/** Which service answers which paths; the rest goes to `default`. */
export interface RouteRules {
  readonly default: string;
  readonly routes: readonly {
    readonly service: string;
    readonly paths: readonly { readonly type: 'Prefix' | 'Exact'; readonly path: string }[];
  }[];
  /** Services whose clients stay with one replica. */
  readonly sticky: readonly string[];
}

/**
 * The routing table of the ingress, as Kubernetes reads it: `Prefix` compares whole path elements, `Exact` everything,
 * the longest path wins (https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types).
 */
export class RouteTable {
  readonly #exact = new Map<string, string>();
  readonly #prefixes = new Map<string, string>();
  readonly #sticky: ReadonlySet<string>;
  readonly #default: string;

  constructor(rules: RouteRules) {
    this.#default = rules.default;
    this.#sticky = new Set(rules.sticky);
    for (const { service, paths } of rules.routes) {
      for (const { type, path } of paths) {
        const known = type === 'Exact' ? this.#exact : this.#prefixes;
        if (known.has(path)) throw new Error(`${path} is routed twice`);
        known.set(path, service);
      }
    }
  }

  /** All services that the table names, in order. */
  get services(): string[] {
    return [...new Set([this.#default, ...this.#exact.values(), ...this.#prefixes.values()])].sort();
  }

  /** @param path decoded, without query */
  serviceOf(path: string): string {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    for (let prefix = path; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
      const service = this.#prefixes.get(prefix);
      if (service !== undefined) return service;
    }
    return this.#default;
  }

  isSticky(service: string): boolean {
    return this.#sticky.has(service);
  }
}
