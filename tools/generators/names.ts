const KEBAB = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** The spellings of a name. */
export interface Names {
  /** `key-backups`: folders, files, packages. */
  readonly kebab: string;
  /** `keyBackups`: values, keys of the chart's values. */
  readonly camel: string;
  /** `KeyBackups`: classes. */
  readonly pascal: string;
  /** `key_backups`: schemas, tables, metrics. */
  readonly snake: string;
}

/** @throws Error when the name is not kebab-case */
export function namesOf(kebab: string): Names {
  if (!KEBAB.test(kebab)) throw new Error(`"${kebab}" is not a name in kebab-case, such as key-backups`);
  const camel = kebab.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    kebab,
    camel,
    pascal: `${camel.charAt(0).toUpperCase()}${camel.slice(1)}`,
    snake: kebab.replaceAll('-', '_'),
  };
}
