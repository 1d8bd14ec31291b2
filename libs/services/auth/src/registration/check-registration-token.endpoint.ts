import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, registrationTokenValidity, type AnswerOf } from '@chappe/matrix-api';
import { authSection, type AuthConfig } from '../auth.config.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';

type Validity = typeof registrationTokenValidity;

@Injectable()
@Endpoint(registrationTokenValidity)
export class CheckRegistrationTokenEndpoint implements EndpointHandler<Validity> {
  constructor(
    private readonly registrationTokens: RegistrationTokens,
    @Inject(configOf(authSection)) private readonly config: AuthConfig,
  ) {}

  async handle({ query }: EndpointRequest<Validity>): Promise<AnswerOf<Validity>> {
    if (this.config.registration === 'closed') throw MatrixError.forbidden('Registration is closed');
    return { valid: (await this.registrationTokens.check(query.token)) !== undefined };
  }
}
