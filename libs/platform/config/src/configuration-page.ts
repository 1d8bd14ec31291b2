import type { Section } from './section.js';
import { type Setting, type SettingSchema, settingsOf } from './setting.js';

const INTRODUCTION = `# Configuration

Generated from the section schemas; do not edit. Settings come from, later ones winning: the defaults below, the
file given with \`--config\` (YAML, one key per section), the environment, the command line. An unknown section, key or
\`CHAPPE_\` variable refuses to start; known is what the process at hand reads. Secrets are never printed or logged.
`;

const TABLE_HEAD = '| key | environment | type | default | meaning |\n|---|---|---|---|---|';

/** Name of a section → names of the processes that read it. */
export type SectionReaders = ReadonlyMap<string, readonly string[]>;

/** The reference page of all settings, in Markdown. */
export function configurationPage(sections: readonly Section[], readers: SectionReaders): string {
  const sorted = [...sections].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = sorted.map((section) => sectionPart(section, readers.get(section.name) ?? []));
  return `${INTRODUCTION}\n${parts.join('\n')}`;
}

function sectionPart(section: Section, readers: readonly string[]): string {
  const rows = settingsOf(section).map(row);
  const description = section.description === '' ? '' : `${section.description}\n\n`;
  return `## ${section.name}\n\n${description}Read by ${readers.join(', ')}.\n\n${TABLE_HEAD}\n${rows.join('\n')}\n`;
}

function row(setting: Setting): string {
  const fallback = setting.schema.default === undefined ? '–' : `\`${JSON.stringify(setting.schema.default)}\``;
  const meaning = `${setting.schema.description ?? ''}${setting.secret ? ' Secret.' : ''}`;
  const cells = [`\`${setting.keys.join('.')}\``, `\`${setting.variable}\``, typeOf(setting.schema), fallback, meaning];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(schema: SettingSchema): string {
  const choices = schema.enum ?? schema.anyOf?.map((each) => each.const ?? each.type);
  if (choices) return choices.map(String).join(' / ');
  const range =
    schema.minimum === undefined && schema.maximum === undefined
      ? ''
      : ` ${schema.minimum ?? ''}…${schema.maximum ?? ''}`;
  return `${schema.type ?? 'any'}${range}`;
}
