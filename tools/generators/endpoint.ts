import type { GeneratorCallback, Tree } from '@nx/devkit';
import { addDependencies, addImport, addNames, addToList, edit, readText, writeNew } from './edits.ts';
import { finish } from './finish.ts';
import { addToManifest } from './add-to-manifest.ts';
import { namesOf } from './names.ts';
import { type ContractCall, readCall } from './read-call.ts';
import { definitionText, type EndpointPlace, isOfMatrix, methodText, sourcesOf } from './templates/endpoint-files.ts';

export interface EndpointOptions extends Pick<EndpointPlace, 'method' | 'auth' | 'path'> {
  readonly name: string;
  readonly service: string;
  readonly chapter: string;
  /** The call that answers it: `room/ListAliases`. */
  readonly call: string;
}

/**
 * Makes an endpoint of a chapter whose answer another service has: its definition with types from the call's .proto,
 * the method that asks, and what these need. What no call answers starts as a chapter, which has an operation.
 * @throws Error for what would be a guess: a field that is no plain value, or that neither path nor query can hold
 */
export function endpoint(tree: Tree, options: EndpointOptions): GeneratorCallback {
  const path = options.path.replaceAll(/\{(\w+)\}/g, ':$1');
  const place: EndpointPlace = { ...options, path, name: namesOf(options.name), call: readCall(tree, options.call) };
  const folder = `libs/services/${options.service}/src/${options.chapter}`;
  const endpoints = `${folder}/${options.chapter}.endpoints.ts`;
  const definition = definitionText(place, sourcesOf(place));
  const { kebab, camel } = place.name;
  if (isOfMatrix(place)) {
    writeNew(tree, { [`libs/matrix-api/src/client-server/${kebab}.ts`]: definition });
    const index = 'libs/matrix-api/src/index.ts';
    tree.write(index, `${readText(tree, index)}export * from './client-server/${kebab}.js';\n`);
    addNames(tree, endpoints, ['@chappe/matrix-api', camel]);
  } else {
    writeNew(tree, { [`${folder}/${kebab}.ts`]: definition });
    addImport(tree, endpoints, `import { ${camel} } from './${kebab}.js';`);
  }
  const client = joinClient(tree, endpoints, place.call);
  addNames(tree, endpoints, ['@chappe/matrix-api', 'type AnswerOf']);
  addNames(tree, endpoints, ['@chappe/http', 'type EndpointRequest']);
  edit(tree, endpoints, [/\n\}\n/, `\n${methodText(place, client)}}\n`]);
  joinContract(tree, options.service, place.call);
  letCall(tree, options.service, place.call);
  if (place.auth === 'bearer') letCall(tree, options.service, readCall(tree, 'auth/IntrospectToken'));
  return finish(tree);
}

/** Gives the class a client of the contract's owner, unless it has one. @returns the member's name */
function joinClient(tree: Tree, endpoints: string, { definition, owner }: ContractCall): string {
  const has = new RegExp(`clientOf\\(${definition}\\)\\) private readonly (\\w+)`).exec(readText(tree, endpoints));
  if (has?.[1] !== undefined) return has[1];
  const { camel } = namesOf(owner);
  const member = `@Inject(clientOf(${definition})) private readonly ${camel}: ServiceClient<typeof ${definition}>`;
  const holds = /constructor\(([^]*?),?\s*\) \{/.test(readText(tree, endpoints));
  if (holds) edit(tree, endpoints, [/constructor\(([^]*?),?\s*\) \{/, `constructor($1, ${member}) {`]);
  else edit(tree, endpoints, [/^(export class .*\{)$/m, `$1\n  constructor(${member}) {}\n`]);
  addNames(tree, endpoints, ['@nestjs/common', 'Inject']);
  addNames(tree, endpoints, ['@chappe/contracts', definition]);
  addNames(tree, endpoints, ['@chappe/grpc', 'clientOf', 'type ServiceClient']);
  return camel;
}

/** The service asks the contract's owner: its manifest says so, and its packages depend on what is needed. */
function joinContract(tree: Tree, service: string, { contract }: ContractCall): void {
  addDependencies(tree, `libs/services/${service}`, ['@chappe/contracts', '@chappe/grpc']);
  addToManifest(tree, service, ['calls', contract]);
}

/** The contract says who may make a call. */
function letCall(tree: Tree, service: string, { file, method }: ContractCall): void {
  const callers = `\\b${method}: \\{[^]*?callers:`;
  const [, list = ''] = new RegExp(`${callers} \\[([^\\]]*)\\]`).exec(readText(tree, file)) ?? [];
  if (!list.includes(`'${service}'`)) addToList(tree, file, [callers, `'${service}'`]);
}
