import { Inject, Injectable } from '@nestjs/common';
import { configOf, SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import { AuthServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest, RawAnswer } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { READINESS, type Readiness } from '@chappe/telemetry';
import type { AuthService } from '../auth-service.js';
import { type LandingConfig, landingSection } from '../client-api.config.js';
import { ServerAddress } from '../server-discovery/server-address.js';
import { getLandingPage } from './get-landing-page.js';
import { landingPage } from './landing-page.js';
import { LANDING_STYLE_HASH } from './landing-style.js';
import { type Registration, REGISTRATIONS } from './landing-texts.js';
import { preferredLanguage } from './preferred-language.js';

/** Nothing may be loaded, run, sent or framed; the page's one style sheet and its icon stand in it. */
const CONTENT_SECURITY_POLICY =
  `default-src 'none'; style-src '${LANDING_STYLE_HASH}'; img-src data:; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page that people see who open the server in a browser. */
@Injectable()
export class LandingPageEndpoints {
  constructor(
    private readonly address: ServerAddress,
    @Inject(READINESS) private readonly readiness: Pick<Readiness, 'report'>,
    @Inject(SERVER_IDENTITY) private readonly identity: Pick<ServerIdentity, 'serverName'>,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: Pick<AuthService, 'getRegistration'>,
    @Inject(configOf(landingSection)) private readonly operator: LandingConfig,
  ) {}

  /** GET / */
  @Endpoint(getLandingPage)
  async getLandingPage(request: EndpointRequest<typeof getLandingPage>): Promise<RawAnswer> {
    const header = (name: string): string => request.header(name);
    const language = preferredLanguage(request.query.lang, header('accept-language'));
    const { ready } = await this.readiness.report();
    const { serverName } = this.identity;
    const { operator } = this;
    const baseUrl = this.address.seenBy(header);
    const registration = await this.#registration();
    const html = landingPage({ language, serverName, ready, baseUrl, registration, operator });
    return new RawAnswer(200, headersFor(language), html);
  }

  /** Undefined when the auth service does not answer: the rest of the page is all the more needed then. */
  async #registration(): Promise<Registration | undefined> {
    try {
      const { registration } = await this.auth.getRegistration({}, { deadlineMs: REGISTRATION_MS_MAX });
      return REGISTRATIONS.find((each) => each === registration);
    } catch (error) {
      if (error instanceof MatrixError) return undefined;
      throw error;
    }
  }
}

const REGISTRATION_MS_MAX = 1_000;

function headersFor(language: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    vary: 'accept-language',
  };
}
