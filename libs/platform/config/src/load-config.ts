import { Ajv, type ErrorObject } from 'ajv';
import { parseDocument } from 'yaml';
import { ConfigError } from './config-error.js';
import type { ConfigOf, Section } from './section.js';
import { type Setting, type SettingSchema, settingsOf, VARIABLE_PREFIX } from './setting.js';

/** Where settings come from; later ones win: defaults, file, environment, flags. */
export interface ConfigSources {
  /** Text of the configuration file. */
  readonly yamlText?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By path: `{ 'http.port': '8009' }`. */
  readonly flags: Readonly<Record<string, string>>;
  /** How flags are typed, by path: `{ 'http.port': '--port' }`. */
  readonly flagNames?: Readonly<Record<string, string>>;
  /** By path; for what is set nowhere, instead of the default of its schema. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** The values of all sections, complete and checked. */
export class ConfigValues {
  constructor(
    private readonly values: ReadonlyMap<string, object>,
    private readonly given: ReadonlySet<string>,
  ) {}

  /** Whether a setting was set anywhere. @param path `http.port` */
  isGiven(path: string): boolean {
    return this.given.has(path);
  }

  of<T extends Section>(section: T): ConfigOf<T> {
    const value = this.values.get(section.name);
    if (!value) throw new Error(`the section "${section.name}" was not loaded`);
    return value as ConfigOf<T>;
  }
}

/** A raw value and where it was found. */
interface Found {
  readonly value: unknown;
  readonly origin: string;
  /** As it was typed. */
  readonly flag?: string;
}

const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });

/**
 * Merges and checks the settings of the given sections.
 * @throws ConfigError for an unknown section, key or variable and for a value that its schema refuses
 */
export function loadConfig(sections: readonly Section[], sources: ConfigSources): ConfigValues {
  const settings = sections.flatMap(settingsOf);
  const found = new Map<string, Found>();
  readFile(sections, settings, sources.yamlText).forEach((value, path) => found.set(path, value));
  readEnvironment(settings, sources.env).forEach((value, path) => found.set(path, value));
  readFlags(settings, sources).forEach((value, path) => found.set(path, value));
  const given = new Set(found.keys());
  for (const [path, value] of Object.entries(sources.defaults ?? {})) {
    if (!given.has(path)) found.set(path, { value, origin: 'by default' });
  }
  const refusals: string[] = [];
  const values = sections.map((section) => [section.name, complete(section, found, refusals)] as const);
  if (refusals.length > 0) throw new ConfigError(refusals.join('; '));
  return new ConfigValues(new Map(values), given);
}

function readFile(
  sections: readonly Section[],
  settings: readonly Setting[],
  yamlText: string | undefined,
): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const [name, value] of Object.entries(parseYaml(yamlText ?? ''))) {
    const section = sections.find((each) => each.name === name);
    if (!section) {
      throw new ConfigError(`unknown section "${name}" in the configuration file (known: ${namesOf(sections)})`);
    }
    for (const [path, leaf] of leavesOf(value, name, settings)) {
      found.set(path, { value: leaf, origin: 'in the configuration file' });
    }
  }
  return found;
}

function parseYaml(text: string): Record<string, unknown> {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) throw new ConfigError(`the configuration file is not valid YAML: ${error.message.split('\n')[0] ?? ''}`);
  const content: unknown = document.toJS() ?? {};
  if (!isObject(content)) throw new ConfigError('the configuration file must hold sections with keys');
  return content;
}

/** Paths and values of the settings at or below `path`. */
function leavesOf(value: unknown, path: string, settings: readonly Setting[]): [string, unknown][] {
  if (settings.some((setting) => setting.path === path)) return [[path, value]];
  if (!settings.some((setting) => setting.path.startsWith(`${path}.`))) {
    throw unknownSetting(path, settings, 'in the configuration file');
  }
  if (!isObject(value)) throw new ConfigError(`"${path}" in the configuration file must hold keys`);
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, `${path}.${key}`, settings));
}

function readEnvironment(settings: readonly Setting[], env: ConfigSources['env']): Map<string, Found> {
  const byVariable = new Map(settings.map((setting) => [setting.variable, setting]));
  const found = new Map<string, Found>();
  const unknown: string[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined || !variable.startsWith(VARIABLE_PREFIX)) continue;
    const setting = byVariable.get(variable);
    if (setting) found.set(setting.path, { value: fromText(text, setting.schema), origin: `in ${variable}` });
    else unknown.push(`unknown environment variable ${variable}`);
  }
  if (unknown.length > 0) throw new ConfigError(unknown.join('; '));
  return found;
}

function readFlags(settings: readonly Setting[], { flags, flagNames = {} }: ConfigSources): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const [path, text] of Object.entries(flags)) {
    const setting = settings.find((each) => each.path === path);
    if (!setting) throw unknownSetting(path, settings, 'on the command line');
    const flag = flagNames[path];
    const value = fromText(text, setting.schema);
    found.set(path, { value, origin: 'on the command line', ...(flag !== undefined && { flag }) });
  }
  return found;
}

/** Text that does not look like the wanted type is left as it is: the schema then refuses it. */
function fromText(text: string, schema: SettingSchema): unknown {
  switch (schema.type) {
    case 'boolean':
      return BOOLEANS[text] ?? text;
    case 'integer':
    case 'number':
      return NUMBER.test(text) ? Number(text) : text;
    case 'array':
      return text === '' ? [] : text.split(',').map((item) => item.trim());
    default:
      return text;
  }
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, on: true, false: false, off: false };
const NUMBER = /^-?\d+(\.\d+)?$/;

/** @param refusals gets a sentence for each value that is missing or wrong */
function complete(section: Section, found: ReadonlyMap<string, Found>, refusals: string[]): object {
  const values: Record<string, unknown> = {};
  for (const setting of settingsOf(section)) {
    const value = found.has(setting.path) ? found.get(setting.path)?.value : structuredClone(setting.schema.default);
    if (value === undefined && setting.required) {
      refusals.push(`the setting "${setting.path}" is missing (environment: ${setting.variable})`);
    }
    place(values, setting.keys, value);
  }
  if (!ajv.validate(section.schema, values)) refusals.push(...refusalsOf(section, ajv.errors ?? [], found));
  return values;
}

/** One sentence for each setting: a choice of several types has an error for each of them. */
function refusalsOf(section: Section, errors: readonly ErrorObject[], found: ReadonlyMap<string, Found>): string[] {
  const wrong = errors.filter(({ keyword }) => keyword !== 'required');
  const byPath = new Map(wrong.toReversed().map((error) => [error.instancePath, error]));
  return [...byPath.values()].reverse().map((error) => refusal(section, error, found));
}

/** Sets a member of nested objects; an absent value makes the objects around it all the same. */
function place(values: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let target = values;
  for (const key of keys.slice(0, -1)) target = (target[key] ??= {}) as Record<string, unknown>;
  const last = keys.at(-1);
  if (last !== undefined && value !== undefined) target[last] = value;
}

function refusal(section: Section, error: ErrorObject, found: ReadonlyMap<string, Found>): string {
  const path = section.name + error.instancePath.replaceAll('/', '.');
  const setting = settingsOf(section).find((each) => path === each.path || path.startsWith(`${each.path}.`));
  const { origin = 'by default', flag } = found.get(setting?.path ?? '') ?? {};
  const choices = setting ? choicesOf(setting.schema) : [];
  const wanted = choices.length > 0 ? `must be one of ${choices.join(', ')}` : (error.message ?? 'is not valid');
  return flag === undefined ? `the setting "${path}" ${origin} ${wanted}` : `${flag} ${wanted}`;
}

/** The values of a setting that is one of a few. */
function choicesOf(schema: SettingSchema): string[] {
  return (schema.enum ?? (schema.anyOf ?? []).map((each) => each.const)).filter((each) => typeof each === 'string');
}

function unknownSetting(path: string, settings: readonly Setting[], where: string): ConfigError {
  const section = path.split('.')[0] ?? '';
  const known = settings.filter((setting) => setting.section.name === section).map((setting) => setting.keys.join('.'));
  return new ConfigError(`unknown setting "${path}" ${where} (known in "${section}": ${known.join(', ')})`);
}

function namesOf(sections: readonly Section[]): string {
  return sections.map((section) => section.name).join(', ');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
