import type { PeerCertificate } from 'node:tls';

/** Where calls travel in the clear nobody is known: whoever reaches the port is taken for any service. */
export const ANYBODY = Symbol('anybody');

/** Who is at the other end of a connection: a service by its name, or {@link ANYBODY}; undefined: none of ours. */
export type Identity = string | typeof ANYBODY | undefined;

/** The names in a certificate, as Node writes them: `DNS:a.example, URI:spiffe://b`. */
export type CertificateNames = Pick<PeerCertificate, 'subjectaltname'>;

/** Whether whoever this is may act as one of these services. */
export function isOneOf(identity: Identity, services: { has(service: string): boolean }): boolean {
  return identity === ANYBODY || (identity !== undefined && services.has(identity));
}

/** The name of a service in its certificate: a SPIFFE ID. */
export function spiffeIdOf(service: string, trustDomain: string): string {
  return `spiffe://${trustDomain}/chappe/${service}`;
}

/**
 * The service that a certificate was made for: the one URI in it is the service's SPIFFE ID.
 * @returns undefined when there is no URI, more than one, or one of another trust domain
 */
export function serviceOf({ subjectaltname = '' }: CertificateNames, trustDomain: string): string | undefined {
  // Node quotes names that could be taken for several.
  if (subjectaltname.includes('"')) return undefined;
  const [uri, ...others] = subjectaltname.split(', ').filter((name) => name.startsWith('URI:'));
  const service = uri?.split('/').at(-1) ?? '';
  const isOurs = others.length === 0 && service !== '' && uri === `URI:${spiffeIdOf(service, trustDomain)}`;
  return isOurs ? service : undefined;
}
