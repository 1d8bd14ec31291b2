import { type ConfigOf, defineSection, type Section } from '@chappe/config';
import Type from 'typebox';

const page = (description: string) =>
  Type.Optional(Type.String({ description, pattern: '^https?://[^\\s/]+(/\\S*)?$', maxLength: 2_000 }));

/** What only the operator can say on the page that people see in a browser. */
export const landingSection = defineSection({
  name: 'landing',
  description: 'The page at the address of the server, for people who open it in a browser.',
  schema: Type.Object({
    contact: Type.Optional(
      Type.String({
        description: 'Where people reach whoever runs the server: `mailto:…` or the address of a page.',
        pattern: '^(mailto:[^\\s@]+@[^\\s@]+|https?://[^\\s/]+(/\\S*)?)$',
        maxLength: 2_000,
      }),
    ),
    privacyPolicy: page('Address of the privacy policy.'),
    termsOfUse: page('Address of the terms of use.'),
  }),
});

export type LandingConfig = ConfigOf<typeof landingSection>;

/** Sections of the configuration of this service. */
export const clientApiSections: readonly Section[] = [landingSection];
