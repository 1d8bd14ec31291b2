import { generate } from 'selfsigned';

/** A certificate and its key, as in their files. */
export interface Pem {
  readonly cert: string;
  readonly private: string;
}

/** An authority of its own. */
export function makeAuthority(): Promise<Pem> {
  return generate([{ name: 'commonName', value: 'test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

/** The certificate of a process, valid for one DNS name, as server and as client. */
export function makeCertificate(authority: Pem, name: string): Promise<Pem> {
  return generate([{ name: 'commonName', value: 'a process' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
}
