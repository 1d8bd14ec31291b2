import { systemRandomness } from '@chappe/runtime';
import { generate } from 'selfsigned';

/** A certificate and its key, as in their files. */
export interface Pem {
  readonly cert: string;
  readonly private: string;
}

/** An authority of its own, with a name that no other has: who verifies looks for it by its name. */
export function makeAuthority(): Promise<Pem> {
  return generate([{ name: 'commonName', value: `test authority ${systemRandomness.token(8)}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

/** Whom a certificate is for. */
export interface CertificateNames {
  readonly dns?: string;
  /** Such as a SPIFFE ID. */
  readonly uris?: readonly string[];
}

/** The certificate of a process, as server and as client, for a year. */
export function makeCertificate(authority: Pem, { dns, uris = [] }: CertificateNames): Promise<Pem> {
  const altNames = [
    ...(dns === undefined ? [] : [{ type: 2 as const, value: dns }]),
    ...uris.map((value) => ({ type: 6 as const, value })),
  ];
  return generate([{ name: 'commonName', value: 'a process' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
}
