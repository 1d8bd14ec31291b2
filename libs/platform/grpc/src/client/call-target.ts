import { ConfigError } from '@chappe/config';

/** A host name or address, and a TCP port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Where a service's processes take calls, as configured. */
export interface CallTarget extends HostPort {
  /** All addresses of the name are processes of their own. */
  readonly isDns: boolean;
}

const DNS_PREFIX = 'dns:';

const PORT_MAX = 65_535;

/**
 * @param text `host:port`, `[address]:port` or `dns:host:port`
 * @throws ConfigError when it is none of these
 */
export function parseCallTarget(text: string): CallTarget {
  const isDns = text.startsWith(DNS_PREFIX);
  const address = isDns ? text.slice(DNS_PREFIX.length) : text;
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(colon + 1));
  if (host === '' || !Number.isInteger(port) || port < 1 || port > PORT_MAX) {
    throw new ConfigError(`"${text}" is no host and port`);
  }
  return { host, port, isDns };
}

/** `host:port`, or `[address]:port` for IPv6. */
export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The same address written always in the same way. */
export function canonicalAddress(text: string): string {
  return formatAddress(parseCallTarget(text));
}
