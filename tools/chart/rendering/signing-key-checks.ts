import type { ChartSources } from '../chart-sources.ts';
import { FakeCluster } from './fake-cluster.ts';
import type { KindName } from '../objects/kubernetes-schema.ts';
import { at, type Manifest } from '../objects/manifest.ts';
import type { RenderedChart } from './rendered-chart.ts';

const SECRET = 'chappe-signing-key';
const SECRET_PATH = `/api/v1/namespaces/default/secrets/${SECRET}`;
const KEY = 'signing.key';
const GENERATES = ['signingKey.existingSecret='];

/** What holds for the signing key that the chart makes, each as a sentence with what went wrong, if anything. */
export async function signingKeyChecks(
  chart: RenderedChart,
  sources: ChartSources,
  kinds: readonly KindName[],
): Promise<(readonly [title: string, fault: string | undefined])[]> {
  const cluster = await FakeCluster.start(kinds);
  const secretOf = async (...more: readonly string[]): Promise<Manifest | undefined> => {
    const manifests = await chart.manifests({ values: GENERATES, parameters: [...cluster.parameters, ...more] });
    return manifests.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === SECRET);
  };
  try {
    const first = await secretOf();
    const second = await secretOf();
    const lost = await chart.run({ values: GENERATES, parameters: [...cluster.parameters, '--is-upgrade'] });
    cluster.put(SECRET_PATH, ownedByHelm(first));
    const [upgraded, installed] = [await secretOf('--is-upgrade'), await secretOf()];
    const isKept = (secret: Manifest | undefined): boolean => dataOf(secret) === dataOf(first);
    const when = (isFault: boolean, fault: string): string | undefined => (isFault ? fault : undefined);
    return [
      ['makes a signing key that the server can read, in a Secret that stays', keyFault(first, sources)],
      ['makes another key for another installation', when(isKept(second), 'the same key twice')],
      ['keeps the signing key at an upgrade', when(!isKept(upgraded), 'another key')],
      ['takes up the key that an earlier installation left', when(!isKept(installed), 'another key')],
      ['refuses an upgrade without the key', when(lost.ok || !/restore it/.test(lost.complaint), 'no refusal')],
    ];
  } finally {
    cluster.stop();
  }
}

/** What Helm leaves in the cluster when it installs an object. */
function ownedByHelm(secret: Manifest | undefined): object {
  const release = { 'meta.helm.sh/release-name': 'chappe', 'meta.helm.sh/release-namespace': 'default' };
  return { ...secret, metadata: { ...secret?.metadata, annotations: { ...secret?.metadata.annotations, ...release } } };
}

const dataOf = (secret: Manifest | undefined): unknown => at(secret, 'data', KEY);

function keyFault(secret: Manifest | undefined, { parseSigningKeyFile }: ChartSources): string | undefined {
  const text = dataOf(secret);
  if (typeof text !== 'string') return 'there is no Secret with a key';
  if (at(secret, 'immutable') !== true) return 'the Secret can change';
  if (secret?.metadata.annotations?.['helm.sh/resource-policy'] !== 'keep') return 'Helm may delete the Secret';
  try {
    parseSigningKeyFile(Buffer.from(text, 'base64').toString());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
