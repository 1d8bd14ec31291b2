import type { GeneratorCallback, Tree } from '@nx/devkit';
import { addDependencies, addImport, addToList, edit, readText, writeNew } from './edits.ts';
import { finish } from './finish.ts';
import { addToManifest } from './add-to-manifest.ts';
import { addMigration } from './migration.ts';
import { namesOf } from './names.ts';
import { partsOf, topicFiles, type TopicParts, type TopicPlace } from './templates/topic-files.ts';

export interface TopicOptions extends Pick<TopicPlace, 'key' | 'stored'> {
  readonly name: string;
  readonly service: string;
}

const CONTRACTS = 'libs/contracts';
const INDEX = `${CONTRACTS}/src/index.ts`;
const TOPICS = `${CONTRACTS}/src/topics`;
const LIST = `${TOPICS}/topics.ts`;

/**
 * Makes a topic of a service: its definition, the message, its entry in the list of all, its owner's right to write it;
 * of a log its tables too, in the owner's schema.
 * @throws Error when the service is not there, or has no schema or another log in it; when a name is taken
 */
export function topic(tree: Tree, { name, service, key, stored }: TopicOptions): GeneratorCallback {
  const place: TopicPlace = { topic: namesOf(name), service: namesOf(service), key, stored };
  const parts = partsOf(place);
  refuseTaken(tree, place, parts);
  writeNew(tree, topicFiles(place));
  edit(tree, INDEX, [/(?=export \* from '\.\/topics\/topic\.js')/, exportOfMessage(parts)]);
  edit(tree, INDEX, [/(?=export \* from '\.\/topics\/topics\.js')/, exportOfTopic(parts)]);
  addImport(tree, LIST, importOf(parts));
  addToList(tree, LIST, [stored ? 'STORED_LOGS: .*?=' : 'TRANSIENT_TOPICS: .*?=', parts.value]);
  if (stored) addTables(tree, place);
  addToManifest(tree, service, ['writes', parts.value]);
  return finish(tree);
}

/** Takes all topics of a service away, but for what others do with them. */
export function removeTopics(tree: Tree, service: string): void {
  for (const file of tree.children(TOPICS)) {
    const text = readText(tree, `${TOPICS}/${file}`);
    const [, value] = /export const (\w+) = define/.exec(text) ?? [];
    const [, message, proto] = /import \{ (\w+) \} from '\.\.\/gen\/(.*)\.js'/.exec(text) ?? [];
    if (!text.includes(`owner: '${service}'`) || !value || !message || !proto) continue;
    const parts: TopicParts = { value, message, proto, file: file.replace(/\.ts$/, '') };
    remove(tree, INDEX, exportOfMessage(parts));
    remove(tree, INDEX, exportOfTopic(parts));
    remove(tree, LIST, `${importOf(parts)}\n`);
    remove(tree, LIST, `, ${value}`);
    for (const path of [`${TOPICS}/${file}`, `${CONTRACTS}/grpc/${proto}.proto`]) tree.delete(path);
  }
}

const exportOfMessage = ({ message, proto }: TopicParts): string => `export { ${message} } from './gen/${proto}.js';\n`;
const exportOfTopic = ({ file }: TopicParts): string => `export * from './topics/${file}.js';\n`;
const importOf = ({ value, file }: TopicParts): string => `import { ${value} } from './${file}.js';`;

function remove(tree: Tree, path: string, words: string): void {
  tree.write(path, readText(tree, path).replace(words, ''));
}

/** Messages of all protos are exported by the same index; tables of a log have the same names in each schema. */
function refuseTaken(tree: Tree, { service, stored }: TopicPlace, { message }: TopicParts): void {
  const packages = tree.children(`${CONTRACTS}/grpc`).map((owner) => `${CONTRACTS}/grpc/${owner}/v1`);
  const protos = packages.flatMap((folder) => tree.children(folder).map((file) => readText(tree, `${folder}/${file}`)));
  const taken = new RegExp(`^(?:message|enum) ${message} `, 'm');
  if (protos.some((text) => taken.test(text))) throw new Error(`there is a message ${message} already`);
  const topics = tree.children(TOPICS).map((file) => readText(tree, `${TOPICS}/${file}`));
  const isLog = (text: string): boolean => text.includes(`schema: '${service.snake}'`);
  if (stored && topics.some(isLog)) throw new Error(`the schema ${service.snake} has a log already`);
}

function addTables(tree: Tree, { topic: { kebab }, service }: TopicPlace): void {
  addMigration(tree, {
    name: `${kebab}-log`,
    service: service.kebab,
    sql: `logTablesSql('${service.snake}')`,
    imports: "import { logTablesSql } from '@chappe/event-log';\n\n",
  });
  addDependencies(tree, `libs/services/${service.kebab}`, ['@chappe/event-log']);
}
