import { readFileSync } from 'node:fs';
import { type CheckedImage, expectThat, type ImageCheck } from './image-check.ts';

/** Programs that build or install things, and what npm leaves behind. */
const TOOLS = ['npm', 'npx', 'corepack', 'yarn', 'gcc', 'cc', 'g++', 'make', 'python3', 'git', 'curl', 'wget'];
const LEFTOVERS = '/opt -name "*.ts" -o -name .npmrc -o -name "*.tsbuildinfo" -o -name .package-lock.json';
/** Our own libraries, which are links, and Node. */
const IN_ANOTHER_PLACE = /^@chappe\/|^node-linux-/;
const REVISION = /^[0-9a-f]{40}(-dirty)?$|^unknown$/;

interface ImageConfig {
  readonly User: string;
  readonly StopSignal: string;
  readonly Entrypoint: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
}

/** Of npm, by the place of each package; the root's is empty. */
interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly devDependencies?: Readonly<Record<string, string>> }>
  >;
}

/** What is in an image, and what is not. */
export const content: readonly ImageCheck[] = [
  {
    title: 'runs Node itself as user 10001 and ends on SIGTERM',
    async run({ engine, image }) {
      const config = JSON.parse(
        await engine.do(['image', 'inspect', '--format', '{{json .Config}}', image]),
      ) as ImageConfig;
      expectThat(config.User === '10001:10001', `runs as "${config.User}"`);
      expectThat(config.StopSignal === 'SIGTERM', `is stopped by ${config.StopSignal}`);
      expectThat(config.Entrypoint[0] === 'node', `starts ${config.Entrypoint.join(' ')}`);
      const label = (name: string): string => config.Labels[`org.opencontainers.image.${name}`] ?? '';
      expectThat(image.endsWith(`:${label('version')}`), `has the label version "${label('version')}"`);
      expectThat(REVISION.test(label('revision')), `has the label revision "${label('revision')}"`);
      return undefined;
    },
  },
  {
    title: 'holds no tools, no sources, no settings of npm, and no program that gives more rights',
    async run(checked) {
      const tools = await shell(checked, `for tool in ${TOOLS.join(' ')}; do command -v $tool; done; true`);
      expectThat(tools === '', `holds ${tools.replaceAll('\n', ' ')}`);
      const leftovers = await shell(checked, `find ${LEFTOVERS}`);
      expectThat(leftovers === '', `holds ${leftovers.split('\n').slice(0, 3).join(' ')} …`);
      const setuid = await shell(checked, 'find / -xdev -type f -perm /6000');
      expectThat(setuid === '', `holds ${setuid.replaceAll('\n', ' ')}`);
      const secrets = await shell(checked, 'ls /run/secrets 2>/dev/null; true');
      expectThat(secrets === '', `holds secrets of the build: ${secrets}`);
      return undefined;
    },
  },
  {
    title: 'holds no development dependency',
    async run(checked) {
      const folders = developmentOnly().map((path) => `/opt/chappe/${path}`);
      const found = await shell(checked, `ls -d ${folders.join(' ')} 2>/dev/null; true`);
      expectThat(found === '', `holds ${found.replaceAll('\n', ' ')}`);
      return `${folders.length} looked for`;
    },
  },
  {
    title: 'holds its bill of materials, which names every package in it and no other',
    async run(checked) {
      const text = await shell(checked, 'cat /usr/share/doc/chappe/sbom.json');
      const sbom = JSON.parse(text) as { bomFormat: string; components: readonly { name: string; purl: string }[] };
      expectThat(sbom.bomFormat === 'CycloneDX', `is ${sbom.bomFormat}`);
      const listed = sbom.components.map(({ purl }) => decodeURIComponent(purl.replaceAll(/^pkg:npm\/|@[^@]*$/g, '')));
      const files = await shell(checked, 'find /opt/chappe/node_modules -name package.json');
      const present = files.split('\n').map((path) => path.replaceAll(/^.*\/node_modules\/|\/package\.json$/g, ''));
      const packages = present.filter(isPackage);
      const missing = packages.filter((name) => !listed.includes(name));
      expectThat(missing.length === 0, `does not list ${missing.join(' ')}`);
      const absent = listed.filter((name) => !packages.includes(name) && !IN_ANOTHER_PLACE.test(name));
      expectThat(absent.length === 0, `lists ${absent.join(' ')}`);
      return `${sbom.components.length} components`;
    },
  },
];

/** Places of our development dependencies, without those that another dependency brings as well. */
function developmentOnly(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const own = Object.keys(packages['']?.devDependencies ?? {}).map((name) => `node_modules/${name}`);
  return own.filter((path) => packages[path]?.dev);
}

function isPackage(name: string): boolean {
  return name.startsWith('@') ? name.split('/').length === 2 : !name.includes('/');
}

function shell({ engine, image }: CheckedImage, command: string): Promise<string> {
  return engine.do(['run', '--rm', '--network=none', '--user=0', '--entrypoint=sh', image, '-c', command]);
}
