import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { clientAddress } from './client-address.js';

export interface AddressConnectionsOptions {
  readonly perAddressMax: number;
  /** Addresses and networks (CIDR) that may have any number, beside loopback. */
  readonly exempt: readonly string[];
}

/** What is counted of a connection. */
interface Connection {
  readonly remoteAddress?: string | undefined;
  once(event: 'close', listener: () => void): unknown;
}

/** Counts the open connections of each client address. */
export class AddressConnections {
  readonly #counts = new Map<string, number>();
  readonly #exempt = new BlockList();

  constructor(private readonly options: AddressConnectionsOptions) {
    for (const each of ['127.0.0.0/8', '::1', ...options.exempt]) this.#exemptNetwork(each);
  }

  /** Addresses that have connections. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts a connection until it is closed. @returns false for one too many, which is not counted */
  admit(connection: Connection): boolean {
    const { remoteAddress: ip = '' } = connection;
    const address = clientAddress(ip);
    if (isIPv4(address) ? this.#exempt.check(address, 'ipv4') : this.#exempt.check(ip, 'ipv6')) return true;
    const count = this.#counts.get(address) ?? 0;
    if (count >= this.options.perAddressMax) return false;
    this.#counts.set(address, count + 1);
    connection.once('close', () => this.#leave(address));
    return true;
  }

  #leave(address: string): void {
    const count = (this.#counts.get(address) ?? 1) - 1;
    if (count === 0) this.#counts.delete(address);
    else this.#counts.set(address, count);
  }

  #exemptNetwork(network: string): void {
    const [address = '', prefix] = network.split('/');
    const type = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) this.#exempt.addAddress(address, type);
    else this.#exempt.addSubnet(address, Number(prefix), type);
  }
}
