import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { parseServerName } from '@chappe/events';

/** A request header by its lower-case name; empty when absent. */
export type HeaderLookup = (name: string) => string;

/** At which address clients reach this server. */
@Injectable()
export class ServerAddress {
  /** Base URL as configured, without trailing slash; undefined when the operator named none. */
  readonly configured: string | undefined;

  constructor(@Inject(configOf(serverSection)) { publicBaseUrl }: Pick<ServerConfig, 'publicBaseUrl'>) {
    this.configured = publicBaseUrl?.replace(/\/+$/, '');
  }

  /**
   * The base URL that the sender of a request can use: the configured one, or the one that the request came to. That
   * one is what the client says, so it goes back to the same client only and is not to be cached.
   */
  seenBy(header: HeaderLookup): string | undefined {
    if (this.configured !== undefined) return this.configured;
    const host = header('host');
    if (parseServerName(host) === undefined) return undefined;
    return `${header('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${host}`;
  }
}
