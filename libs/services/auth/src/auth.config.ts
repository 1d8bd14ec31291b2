import Type from 'typebox';
import { type ConfigOf, defineSection, type Section } from '@chappe/config';

/** Accounts, passwords and access tokens. */
export const authSection = defineSection({
  name: 'auth',
  description: 'Accounts, passwords and access tokens.',
  schema: Type.Object({
    registration: Type.Union([Type.Literal('open'), Type.Literal('token'), Type.Literal('closed')], {
      description:
        'Who may register an account: everyone (`open`), holders of a registration token (`token`), nobody ' +
        '(`closed`: accounts are made on the command line).',
      default: 'closed',
    }),
    accessTokenLifetimeMs: Type.Integer({
      description:
        'How long an access token is valid when the client can refresh it; for others see `sessionLifetimeMs`.',
      minimum: 10_000,
      maximum: 2_592_000_000,
      default: 3_600_000,
    }),
    sessionLifetimeMs: Type.Optional(
      Type.Integer({
        description:
          'How long an access token is valid that its client cannot refresh; the user then logs in again, on the ' +
          'same device. Default: for ever.',
        minimum: 60_000,
        maximum: 31_536_000_000,
      }),
    ),
    passwordLengthMin: Type.Integer({
      description:
        'Shortest password, in characters, that a new account or a password change may have. Beyond: ' +
        '400 M_WEAK_PASSWORD for a shorter one.',
      minimum: 1,
      maximum: 128,
      default: 8,
    }),
  }),
});

export type AuthConfig = ConfigOf<typeof authSection>;

/** Every section of the configuration that this library reads. */
export const authSections: readonly Section[] = [authSection];
