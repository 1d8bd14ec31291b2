import { Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import type { RegistrationTokenTerms } from './registration-tokens.js';
import { RegistrationTokens } from './registration-tokens.js';

/** Makes a registration token; for the command line. */
@Injectable()
export class CreateRegistrationToken {
  constructor(private readonly registrationTokens: RegistrationTokens) {}

  /** The token, which is shown this once: only its hash is kept. M_INVALID_PARAM when it is misshapen or exists. */
  async createRegistrationToken(terms: RegistrationTokenTerms = {}): Promise<string> {
    const token = await this.registrationTokens.create(terms);
    if (token === undefined) throw MatrixError.invalidParam('There is such a registration token already');
    return token;
  }
}
