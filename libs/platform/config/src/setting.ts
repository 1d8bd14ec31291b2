import type { TSchema } from 'typebox';
import type { Section } from './section.js';

/** A JSON schema as far as the configuration looks into it. */
export interface SettingSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly anyOf?: readonly SettingSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One key of a section, nested objects flattened: what stands in one environment variable. */
export interface Setting {
  readonly section: Section;
  /** Keys below the section: `['rateLimits', 'login']`. */
  readonly keys: readonly string[];
  /** `http.rateLimits.login` */
  readonly path: string;
  /** `CHAPPE_HTTP_RATE_LIMITS_LOGIN` */
  readonly variable: string;
  readonly schema: SettingSchema;
  readonly required: boolean;
  readonly secret: boolean;
}

export const VARIABLE_PREFIX = 'CHAPPE_';

/** All settings of a section, in the order of its schema. */
export function settingsOf(section: Section): Setting[] {
  return leavesOf(section.schema, []).map(({ keys, schema, required }) => {
    const path = [section.name, ...keys].join('.');
    return {
      section,
      keys,
      path,
      variable: VARIABLE_PREFIX + [section.name, ...keys].map(toUpperSnake).join('_'),
      schema,
      required,
      secret: section.secrets.includes(keys.join('.')),
    };
  });
}

function leavesOf(
  schema: TSchema | SettingSchema,
  keys: readonly string[],
): { keys: readonly string[]; schema: SettingSchema; required: boolean }[] {
  const { properties = {}, required = [] } = schema as SettingSchema;
  return Object.entries(properties).flatMap(([key, member]) =>
    member.properties
      ? leavesOf(member, [...keys, key])
      : [{ keys: [...keys, key], schema: member, required: required.includes(key) }],
  );
}

function toUpperSnake(camelCase: string): string {
  return camelCase.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
