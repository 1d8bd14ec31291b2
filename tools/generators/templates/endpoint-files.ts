import type { Names } from '../names.ts';
import type { CallField, ContractCall } from '../read-call.ts';

/** What an endpoint is made for. */
export interface EndpointPlace {
  readonly name: Names;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters as `:roomId`. */
  readonly path: string;
  readonly auth: 'none' | 'bearer';
  readonly call: ContractCall;
}

/** Where the fields of the call's request come from. */
export interface Sources {
  readonly params: readonly string[];
  readonly query: readonly CallField[];
  readonly body: readonly CallField[];
  /** Fields with the ID of the user who asks. */
  readonly requester: readonly CallField[];
}

const IDENTIFIERS: Readonly<Record<string, string>> = {
  eventId: 'EventIdString',
  roomAlias: 'RoomAliasString',
  roomId: 'RoomIdString',
  userId: 'UserIdString',
};
const REQUESTER = new Set(['requester', 'sender', 'user_id']);
const TYPES = { string: 'Type.String()', boolean: 'Type.Boolean()', integer: 'Type.Integer()' } as const;

/**
 * A parameter of the path is the field of its name; `requester`, `sender` and `user_id` are who asks; the rest comes by
 * query, or in the body where the method has one.
 * @throws Error for a field that a query cannot hold, and for a parameter that the call does not take
 */
export function sourcesOf({ path, method, auth, call }: EndpointPlace): Sources {
  const params = [...path.matchAll(/:(\w+)/g)].map(([, param = '']) => param);
  const unknown = params.find((param) => !call.request.some(({ camel }) => camel === param));
  if (unknown !== undefined) throw new Error(`${call.method} has no field for the parameter ${unknown}`);
  const left = call.request.filter(({ camel }) => !params.includes(camel));
  const requester = left.filter(({ name }) => auth === 'bearer' && REQUESTER.has(name));
  const rest = left.filter((field) => !requester.includes(field));
  const hasBody = method === 'POST' || method === 'PUT';
  const unfit = hasBody ? undefined : rest.find(({ type, isRepeated }) => type !== 'string' || isRepeated);
  if (unfit) throw new Error(`${unfit.name} is no text: such a query is written by hand`);
  return { params, requester, query: hasBody ? [] : rest, body: hasBody ? rest : [] };
}

/** The definition, for `libs/matrix-api` or beside the chapter of an endpoint of our own. */
export function definitionText(place: EndpointPlace, { params, query, body }: Sources): string {
  const { name, method, path, auth, call } = place;
  const paramTypes = params.map((param) => `${param}: ${IDENTIFIERS[param] ?? 'Type.String()'}`);
  return `import Type from 'typebox';
${importsOf(place, params).join('\n')}

export const ${name.camel} = defineEndpoint({
  name: '${name.camel}',
  method: '${method}',
  path: '${path}',
  auth: { scheme: '${auth}' },
  rateLimit: '${method === 'GET' ? 'read' : 'write'}',
  spec: '${isOfMatrix(place) ? headingOf(place) : ''}',
  ${params.length > 0 ? `params: Type.Object({ ${paramTypes.join(', ')} }),` : ''}
  ${query.length > 0 ? `query: ${objectType(query)},` : ''}
  ${body.length > 0 ? `body: ${objectType(body)},` : ''}
  response: ${call.response.length === 0 ? 'EmptyAnswer' : objectType(call.response)},
});
`.replaceAll(/^ +\n/gm, '');
}

function importsOf(place: EndpointPlace, params: readonly string[]): string[] {
  const identifiers = [...new Set(params.flatMap((param) => IDENTIFIERS[param] ?? []))].sort();
  const answers = place.call.response.length === 0 ? ['EmptyAnswer'] : [];
  if (!isOfMatrix(place)) {
    return [`import { ${['defineEndpoint', ...answers, ...identifiers].join(', ')} } from '@chappe/matrix-api';`];
  }
  const files = { 'endpoint/define-endpoint': ['defineEndpoint'], 'schemas/empty-answer': answers };
  return Object.entries({ ...files, 'schemas/identifiers': identifiers })
    .filter(([, names]) => names.length > 0)
    .map(([file, names]) => `import { ${names.join(', ')} } from '../${file}.js';`);
}

/** The method of the chapter's endpoints. */
export function methodText(place: EndpointPlace, client: string): string {
  const { name, method, path, call } = place;
  const { params, query, body, requester } = sourcesOf(place);
  const uses = Object.entries({ params, query, body, requester }).filter(([, fields]) => fields.length > 0);
  const fields = [
    ...params.map((param) => `${param}: params.${param}`),
    ...requester.map(({ camel }) => `${camel}: requester.userId`),
    ...query.map((field) => given(field, `query.${field.name}`)),
    ...body.map((field) => given(field, `body.${field.name}`)),
  ];
  const asked = `this.${client}.${call.method}({ ${fields.join(', ')} })`;
  const answer = call.response.map(({ name: key, camel, isOptional }) =>
    isOptional ? `...(answer.${camel} !== undefined && { ${key}: answer.${camel} })` : `${key}: answer.${camel}`,
  );
  const taken = uses.map(([use]) => use).join(', ');
  const argument = uses.length === 0 ? '' : `{ ${taken} }: EndpointRequest<typeof ${name.camel}>`;
  return `
  /** ${method} ${path.replaceAll(/:(\w+)/g, '{$1}')} */
  @Endpoint(${name.camel})
  async ${name.camel}(${argument}): Promise<AnswerOf<typeof ${name.camel}>> {
    ${call.response.length > 0 ? 'const answer = ' : ''}await ${asked};
    return { ${answer.join(', ')} };
  }
`;
}

export const isOfMatrix = ({ path }: Pick<EndpointPlace, 'path'>): boolean => path.startsWith('/_matrix/');

/** As the specification's headings are spelled: `client-server-api/#get_matrixclientv3roomsroomidaliases`. */
const headingOf = ({ method, path }: EndpointPlace): string =>
  `client-server-api/#${method.toLowerCase()}${path.replaceAll(/[^\w]/g, '').toLowerCase()}`;

function objectType(fields: readonly CallField[]): string {
  const members = fields.map(({ name, type, isRepeated, isOptional }) => {
    const one = isRepeated ? `Type.Array(${TYPES[type]})` : TYPES[type];
    return `${name}: ${isOptional ? `Type.Optional(${one})` : one}`;
  });
  return `Type.Object({ ${members.join(', ')} })`;
}

const given = ({ camel, isOptional }: CallField, from: string): string =>
  isOptional ? `...(${from} !== undefined && { ${camel}: ${from} })` : `${camel}: ${from}`;
