import type { Static, TObject } from 'typebox';

/** A named part of the configuration. Every key has a description and, unless it may be absent, a default. */
export interface Section<S extends TObject = TObject> {
  /** camelCase; `clientApi` is `clientApi:` in the file and `CHAPPE_CLIENT_API_…` in the environment. */
  readonly name: string;
  readonly schema: S;
  /** Keys (dotted when nested) whose value is never printed or logged. */
  readonly secrets: readonly string[];
  /** One sentence for the reference page. */
  readonly description: string;
}

/** What a service gets injected: the section's values with defaults filled in. */
export type ConfigOf<T extends Section> = Readonly<Static<T['schema']>>;

/** Declares a section of the configuration. */
export function defineSection<const S extends TObject>(section: {
  readonly name: string;
  readonly schema: S;
  readonly description?: string;
  readonly secrets?: readonly string[];
}): Section<S> {
  return { secrets: [], description: '', ...section };
}

/** Injection token of a section's values: `@Inject(configOf(authSection)) config: ConfigOf<typeof authSection>`. */
export function configOf(section: Pick<Section, 'name'>): string {
  return `chappe:config:${section.name}`;
}
