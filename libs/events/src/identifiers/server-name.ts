import type { Brand } from './brand.js';

/** Name of a homeserver: DNS name, IPv4 or bracketed IPv6 address, with or without a port. Case-sensitive. */
export type ServerName = Brand<'ServerName'>;

/** Limit of a server name in characters: nothing longer fits into an identifier. 230 is only recommended. */
export const SERVER_NAME_CHARACTERS_MAX = 255;

const GRAMMAR = /^(?:\[(?<ipv6>[0-9A-Fa-f:.]{2,45})\]|(?<host>[0-9A-Za-z.-]{1,255}))(?::[0-9]{1,5})?$/;
const DOTTED_QUAD = /^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/;
const HEX_GROUP = /^[0-9A-Fa-f]{1,4}$/;

/** Parses a server name (appendices#server-name); `undefined` when it breaks the grammar. */
export function parseServerName(text: string): ServerName | undefined {
  if (text.length > SERVER_NAME_CHARACTERS_MAX) return undefined;
  const { ipv6, host } = GRAMMAR.exec(text)?.groups ?? {};
  if (ipv6 !== undefined) return isIpv6(ipv6) ? (text as ServerName) : undefined;
  if (host === undefined) return undefined;
  return !DOTTED_QUAD.test(host) || isIpv4(host) ? (text as ServerName) : undefined;
}

function isIpv4(text: string): boolean {
  return DOTTED_QUAD.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

// RFC 3513 section 2.2: eight groups, at most one run of zero groups left out, the last two may be a dotted quad.
function isIpv6(text: string): boolean {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return false;
  const headGroups = groupCount(head, tail === undefined);
  const tailGroups = groupCount(tail ?? '', true);
  if (headGroups === undefined || tailGroups === undefined) return false;
  return tail === undefined ? headGroups === 8 : headGroups + tailGroups < 8;
}

function groupCount(text: string, mayEndInIpv4: boolean): number | undefined {
  if (text === '') return 0;
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  if (mayEndInIpv4 && isIpv4(last)) return groups.slice(0, -1).every(isHexGroup) ? groups.length + 1 : undefined;
  return groups.every(isHexGroup) ? groups.length : undefined;
}

function isHexGroup(text: string): boolean {
  return HEX_GROUP.test(text);
}
