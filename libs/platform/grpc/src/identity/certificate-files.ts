import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { experimental } from '@grpc/grpc-js';

/** PEM files; a certificate may be followed by those of the authorities between it and the last one. */
export interface CertificatePaths {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
}

interface Pems {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly authority: Buffer;
}

/** The certificate of this process and the authority that it trusts, as the two ends of connections want them. */
export class CertificateFiles implements experimental.CertificateProvider {
  readonly #authorityListeners = new Set<experimental.CaCertificateUpdateListener>();
  readonly #certificateListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  #pems: Pems;

  /** @throws Error when a file cannot be read, or the key is another one's */
  constructor(private readonly paths: CertificatePaths) {
    this.#pems = readPems(paths);
  }

  get certificate(): X509Certificate {
    return new X509Certificate(this.#pems.certificate);
  }

  /**
   * Looks whether the files have changed. Connections that are made from now on use what is there; while it cannot be
   * used, as in the middle of a renewal, what was read last stays.
   * @throws Error as the constructor
   */
  refresh(): void {
    const pems = readPems(this.paths);
    if (isSame(pems, this.#pems)) return;
    this.#pems = pems;
    for (const listener of this.#authorityListeners) listener({ caCertificate: pems.authority });
    for (const listener of this.#certificateListeners) listener(certificateUpdate(pems));
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#authorityListeners.add(listener);
    process.nextTick(() => listener({ caCertificate: this.#pems.authority }));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#authorityListeners.delete(listener);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#certificateListeners.add(listener);
    process.nextTick(() => listener(certificateUpdate(this.#pems)));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#certificateListeners.delete(listener);
  }
}

function readPems({ certificateFile, keyFile, authorityFile }: CertificatePaths): Pems {
  const pems = {
    certificate: readFileSync(certificateFile),
    key: readFileSync(keyFile),
    authority: readFileSync(authorityFile),
  };
  if (new X509Certificate(pems.certificate).checkPrivateKey(createPrivateKey(pems.key))) return pems;
  throw new Error(`the key ${keyFile} does not belong to the certificate ${certificateFile}`);
}

function isSame(one: Pems, other: Pems): boolean {
  return (['certificate', 'key', 'authority'] as const).every((part) => one[part].equals(other[part]));
}

function certificateUpdate({ certificate, key }: Pems): experimental.IdentityCertificateUpdate {
  return { certificate, privateKey: key };
}
