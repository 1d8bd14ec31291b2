import { isIPv4, isIPv6 } from 'node:net';
import {
  IDENTIFIER_BYTES_MAX,
  localpartOf,
  parseDeviceId,
  parseEventId,
  parseNewLocalpart,
  parsePropertyPath,
  parseRoomAlias,
  parseRoomId,
  parseServerName,
  parseUserId,
  serverNameOf,
} from '@chappe/events';
import type { FuzzTarget } from '../fuzz-target.ts';
import { stringsInVectors } from '../seeds/values-in-vectors.ts';
import { mustHold } from '../violation.ts';

const PARSERS = { parseUserId, parseRoomId, parseRoomAlias, parseEventId, parseServerName, parseDeviceId } as const;
const SIGILS: Readonly<Record<string, string>> = {
  parseUserId: '@',
  parseRoomId: '!',
  parseRoomAlias: '#',
  parseEventId: '$',
};
const HOST_CHARACTERS = new Set('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-');
const LOCALPART_CHARACTERS = new Set('abcdefghijklmnopqrstuvwxyz0123456789._=-/+');
const SERVERS = ['a.example', 'a.example:8448', '1.2.3.4', '[::1]:8448', '[2001:db8::1.2.3.4]', 'A-b.C'];

/** All parsers of identifiers (appendices#identifier-grammar): what they accept they leave alone, within the limits. */
export const identifiers: FuzzTarget = {
  name: 'identifiers',
  form: 'text',
  dictionary: [...SERVERS, '@', '!', '#', '$', ':', '::', '::1', '255', '256', '999.1.1.1', '[', ']', ':65536', 'x:y'],
  seeds: () => [
    ...SERVERS,
    ...SERVERS.flatMap((name) => [`@alice:${name}`, `!room:${name}`, `#alias:${name}`, `$event:${name}`]),
    '@:a.example',
    '$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk',
    '!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM',
    ...stringsInVectors().filter((text) => text.length <= 300),
  ],
  run(input) {
    const accepted = Object.entries(PARSERS).filter(([name, parse]) => isAccepted(name, parse, input));
    checkParts(input);
    const isPlain = [...input].every((character) => LOCALPART_CHARACTERS.has(character.replace(/[A-Z]/, 'a')));
    const localpart = parseNewLocalpart(input);
    mustHold((localpart !== undefined) === (isPlain && input !== ''), 'A new localpart keeps to the grammar');
    mustHold(localpart === undefined || localpart.length === input.length, 'A new localpart is as long as it was');
    checkPath(input);
    return accepted.map(([name]) => name).join('+');
  },
};

function isAccepted(name: string, parse: (text: string) => string | undefined, input: string): boolean {
  const parsed = parse(input);
  if (name === 'parseServerName') {
    mustHold(
      (parsed !== undefined) === isServerName(input),
      'A server name keeps to the grammar, and only then parses',
    );
  }
  if (parsed === undefined) return false;
  mustHold(parsed === input, `${name} changes nothing`);
  mustHold(input.isWellFormed() && !input.includes('\0'), `${name} accepts no lone surrogates and no NUL`);
  if (name === 'parseDeviceId') return true;
  mustHold(Buffer.byteLength(input) <= IDENTIFIER_BYTES_MAX, `${name} accepts at most 255 bytes`);
  mustHold(input.startsWith(SIGILS[name] ?? ''), `${name} wants its sigil`);
  return true;
}

function checkParts(input: string): void {
  const [userId, alias] = [parseUserId(input), parseRoomAlias(input)];
  if (userId !== undefined) {
    const [localpart, serverName] = [localpartOf(userId), serverNameOf(userId)];
    mustHold(`@${localpart}:${serverName}` === input, 'A user ID is its localpart and its server name');
    mustHold(!localpart.includes(':') && isServerName(serverName), 'The domain of a user ID is a server name');
  }
  if (alias !== undefined) mustHold(isServerName(serverNameOf(alias)), 'The domain of an alias is a server name');
}

/** The grammar of server names (appendices#server-name) without the parser's expressions. */
function isServerName(text: string): boolean {
  const colon = text.indexOf(':', text.lastIndexOf(']') + 1);
  const host = colon < 0 ? text : text.slice(0, colon);
  if (text.length > IDENTIFIER_BYTES_MAX || (colon >= 0 && !isPort(text.slice(colon + 1)))) return false;
  return host.startsWith('[') ? host.endsWith(']') && isIpv6(host.slice(1, -1)) : isHost(host);
}

function isPort(text: string): boolean {
  return text.length <= 5 && isNumber(text);
}

function isHost(text: string): boolean {
  const parts = text.split('.');
  const isDotted = parts.length === 4 && parts.every((part) => part.length <= 3 && isNumber(part));
  const isName = text !== '' && [...text].every((character) => HOST_CHARACTERS.has(character));
  return isName && (!isDotted || isIPv4(parts.map(Number).join('.')));
}

/** As the system reads addresses, which wants no zeros before the digits of a dotted quad; the specification allows. */
function isIpv6(text: string): boolean {
  if (/[^0-9A-Fa-f:.]/.test(text)) return false;
  const at = text.lastIndexOf(':') + 1;
  const quad = text.slice(at);
  if (!quad.includes('.')) return isIPv6(text);
  const parts = quad.split('.');
  return (
    parts.every((part) => part.length <= 3 && isNumber(part)) && isIPv6(text.slice(0, at) + parts.map(Number).join('.'))
  );
}

function isNumber(text: string): boolean {
  return text !== '' && [...text].every(isDigit);
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

// appendices#dot-separated-property-paths
function checkPath(input: string): void {
  const path = parsePropertyPath(input);
  const written = path.map((name) => name.replaceAll('\\', '\\\\').replaceAll('.', '\\.')).join('.');
  mustHold(JSON.stringify(parsePropertyPath(written)) === JSON.stringify(path), 'A property path can be written again');
}
