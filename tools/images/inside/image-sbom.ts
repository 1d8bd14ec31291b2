/** The parts of a CycloneDX document that are looked at. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface Component {
  /** Name and version; a bar and a digest of the place follow where npm has installed it twice. */
  readonly 'bom-ref': string;
  readonly name: string;
}

export interface ImageContent {
  /** Name of the image. */
  readonly image: string;
  /** `name@version` of each package in it. */
  readonly inside: ReadonlySet<string>;
}

/**
 * The bill of materials of one image: of all that npm has installed, what this image holds.
 * @param all what `npm sbom --sbom-format cyclonedx` prints
 */
export function imageSbom(all: Sbom, { image, inside }: ImageContent): Sbom {
  const components = all.components.filter(({ 'bom-ref': ref }) => inside.has(ref.split('|')[0] ?? ref));
  const root = all.metadata.component['bom-ref'];
  const refs = new Set([root, ...components.map((component) => component['bom-ref'])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  const component = { ...all.metadata.component, name: image, type: 'application' };
  return { ...all, metadata: { ...all.metadata, component }, components, dependencies };
}
