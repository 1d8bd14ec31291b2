import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasSchema, type KindName } from '../objects/kubernetes-schema.ts';

/**
 * As much of a Kubernetes API server as Helm asks while it renders (`--dry-run=server`): what kinds there are, and the
 * objects that templates look up.
 */
export class FakeCluster {
  readonly #objects = new Map<string, object>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'chappe-chart-'));

  private readonly server: Server;
  private readonly kinds: readonly KindName[];

  private constructor(server: Server, kinds: readonly KindName[]) {
    this.server = server;
    this.kinds = kinds;
    server.on('request', (request, response) => {
      const { status, body } = this.#answer((request.url ?? '').split('?')[0] ?? '');
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    this.put('/api/v1/namespaces/kube-system', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'kube-system' },
    });
  }

  /** @param kinds kinds of object that the cluster knows */
  static async start(kinds: readonly KindName[]): Promise<FakeCluster> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeCluster(server, kinds.filter(hasSchema));
  }

  /** From now on the API has this object at this path. */
  put(path: string, object: object): void {
    this.#objects.set(path, object);
  }

  remove(path: string): void {
    this.#objects.delete(path);
  }

  /** Parameters with which Helm asks this cluster. */
  get parameters(): readonly string[] {
    const file = join(this.#folder, 'kubeconfig.json');
    const { port } = this.server.address() as AddressInfo;
    const one = <T extends object>(member: T): readonly object[] => [{ name: 'fake', ...member }];
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: one({ cluster: { server: `http://127.0.0.1:${port}` } }),
      users: one({ user: {} }),
      contexts: one({ context: { cluster: 'fake', user: 'fake' } }),
      'current-context': 'fake',
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return ['--dry-run=server', '--disable-openapi-validation', '--kubeconfig', file];
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(path: string): { readonly status: number; readonly body: object } {
    const body = this.#discovery(path) ?? this.#objects.get(path);
    if (body) return { status: 200, body };
    return {
      status: 404,
      body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 },
    };
  }

  #discovery(path: string): object | undefined {
    const versions = [...new Set(this.kinds.map(({ apiVersion }) => apiVersion))];
    if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.0' };
    if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
    if (path === '/apis') return { kind: 'APIGroupList', groups: versions.filter(isInGroup).map(groupOf) };
    const version = path.replace(/^\/apis?\//, '');
    if (!versions.includes(version)) return undefined;
    const resources = this.kinds.filter(({ apiVersion }) => apiVersion === version).map(resourceOf);
    return {
      kind: 'APIResourceList',
      groupVersion: version,
      resources: [...resources, ...(version === 'v1' ? [NAMESPACES] : [])],
    };
  }
}

const NAMESPACES = {
  name: 'namespaces',
  singularName: 'namespace',
  namespaced: false,
  kind: 'Namespace',
  verbs: ['get'],
};

const isInGroup = (version: string): boolean => version.includes('/');

function groupOf(groupVersion: string): object {
  const [name, version] = groupVersion.split('/');
  const only = { groupVersion, version };
  return { name, versions: [only], preferredVersion: only };
}

function resourceOf({ kind }: KindName): object {
  const singularName = kind.toLowerCase();
  const name = singularName.endsWith('y') ? `${singularName.slice(0, -1)}ies` : `${singularName}s`;
  return { name, singularName, namespaced: true, kind, verbs: ['get'] };
}
