import type { Tree } from '@nx/devkit';
import { readText } from './edits.ts';

/** A field of a message that JSON can have as it is. */
export interface CallField {
  /** As in the .proto: `room_id`, and so in JSON. */
  readonly name: string;
  /** As in our code: `roomId`. */
  readonly camel: string;
  readonly type: 'string' | 'boolean' | 'integer';
  readonly isRepeated: boolean;
  readonly isOptional: boolean;
}

/** A call of a contract. */
export interface ContractCall {
  /** As in our code: `listAliases`. */
  readonly method: string;
  /** `RoomServiceDefinition`. */
  readonly definition: string;
  /** `roomContract`. */
  readonly contract: string;
  /** Where the contract stands. */
  readonly file: string;
  /** Service that answers: `room`. */
  readonly owner: string;
  readonly request: readonly CallField[];
  readonly response: readonly CallField[];
}

const CONTRACTS = 'libs/contracts/src/calls';
const TYPES: Readonly<Record<string, CallField['type']>> = {
  string: 'string',
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  uint32: 'integer',
  uint64: 'integer',
};

/**
 * Reads a call out of its .proto.
 * @param name contract's owner and method: `room/ListAliases`
 * @throws Error when there is no such call, or when it has fields that are no plain values or lists of them
 */
export function readCall(tree: Tree, name: string): ContractCall {
  const [owner = '', method = ''] = name.split('/');
  for (const { file, text, proto } of contractsOf(tree, owner)) {
    const rpc = new RegExp(`rpc ${method}\\((\\w+)\\)\\s+returns \\((\\w+)\\)`).exec(proto);
    if (!rpc) continue;
    const [request = [], response = []] = rpc.slice(1).map((message) => fieldsOf(proto, message));
    return {
      method: method.charAt(0).toLowerCase() + method.slice(1),
      definition: only(text, /\b(\w+Definition)\b/),
      contract: only(text, /export const (\w+) = defineContract/),
      file,
      owner,
      request,
      response,
    };
  }
  throw new Error(`there is no call ${name}; calls are named as room/ListAliases`);
}

/** The files of all contracts. */
export const contractFiles = (tree: Tree): string[] =>
  tree.children(CONTRACTS).flatMap((file) => (file.endsWith('-contract.ts') ? [`${CONTRACTS}/${file}`] : []));

/** Contracts that a service answers, with their .proto. */
function contractsOf(
  tree: Tree,
  owner: string,
): { readonly file: string; readonly text: string; readonly proto: string }[] {
  const all = contractFiles(tree).map((file) => ({ file, text: readText(tree, file) }));
  const own = all.filter(({ text }) => text.includes(`owner: '${owner}'`));
  const protoOf = (text: string): string => `libs/contracts/grpc/${only(text, /'\.\.\/gen\/(.*)\.js'/)}.proto`;
  return own.map(({ file, text }) => ({ file, text, proto: readText(tree, protoOf(text)) }));
}

function only(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`a contract has no ${pattern.source}`);
  return found;
}

function fieldsOf(proto: string, message: string): CallField[] {
  const [, body] = new RegExp(`^message ${message} \\{([^]*?)\\}`, 'm').exec(proto) ?? [];
  if (body === undefined) throw new Error(`there is no message ${message}`);
  const statements = body.replaceAll(/\/\/.*$/gm, '').split(';');
  return statements
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => fieldOf(each, message));
}

function fieldOf(statement: string, message: string): CallField {
  const [, label, kind = '', name = ''] = /^(repeated |optional )?(\w+) (\w+) = \d+$/.exec(statement) ?? [];
  const type = TYPES[kind];
  if (!type) throw new Error(`${message} has "${statement}": such an endpoint is written by hand`);
  return { name, camel: camelOf(name), type, isRepeated: label === 'repeated ', isOptional: label === 'optional ' };
}

const camelOf = (snake: string): string => snake.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
