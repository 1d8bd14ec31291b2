import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority, makeCertificate, type Pem } from '../../certificates/make-certificate.js';
import { type Role, ROLES } from './roles.js';

/** Of the default settings. */
const TRUST_DOMAIN = 'chappe.internal';

/** Files of a certificate, as the section `grpc.tls` of the settings has them. */
export interface CertificateFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
}

/** The certificates of a cluster: an authority, and one certificate for the processes of each role. */
export class ClusterCertificates {
  private constructor(
    private readonly folder: string,
    readonly authority: Pem,
  ) {}

  /** New ones, below a folder. */
  static async make(folder: string): Promise<ClusterCertificates> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const certificates = new ClusterCertificates(folder, await makeAuthority());
    writeFileSync(certificates.#file('authority.crt'), certificates.authority.cert);
    for (const role of ROLES) await certificates.renew(role);
    return certificates;
  }

  filesOf(role: Role): CertificateFiles {
    return {
      certificateFile: this.#file(`${role}.crt`),
      keyFile: this.#file(`${role}.key`),
      authorityFile: this.#file('authority.crt'),
    };
  }

  /** Makes a certificate for a role in the place of the one before. */
  async renew(role: Role): Promise<void> {
    const { cert, private: key } = await makeCertificate(this.authority, {
      uris: [`spiffe://${TRUST_DOMAIN}/chappe/${role}`],
    });
    const { certificateFile, keyFile } = this.filesOf(role);
    writeFileSync(certificateFile, cert);
    writeFileSync(keyFile, key, { mode: 0o600 });
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}
