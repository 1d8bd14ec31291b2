import type { LandingLanguage } from './preferred-language.js';

/** Who may register an account, as the setting has it. */
export const REGISTRATIONS = ['open', 'token', 'closed'] as const;

export type Registration = (typeof REGISTRATIONS)[number];

/** Everything that the landing page says. */
export interface LandingTexts {
  /** After the server name, in the title. */
  readonly title: string;
  readonly otherLanguage: { readonly code: LandingLanguage; readonly name: string };
  readonly intro: string;
  readonly statusHeading: string;
  readonly ready: string;
  readonly notReady: string;
  readonly accountHeading: string;
  readonly account: Readonly<Record<Registration, string>>;
  readonly accountUnknown: string;
  readonly contact: string;
  readonly privacyPolicy: string;
  readonly termsOfUse: string;
  readonly connectHeading: string;
  readonly chooseClient: string;
  readonly enterAddress: string;
  /** Instead of an address that is not known. */
  readonly thisAddress: string;
  readonly signIn: string;
  /** Stands for the user's own part of a user ID. */
  readonly you: string;
  readonly clientsHeading: string;
  readonly elementWeb: string;
  readonly elementDesktop: string;
  readonly fluffyChat: string;
  readonly cinny: string;
  /** Before the link to others. */
  readonly otherClients: string;
  readonly moreClients: string;
  readonly about: string;
}

const ENGLISH: LandingTexts = {
  title: 'Matrix homeserver',
  otherLanguage: { code: 'fr', name: 'Français' },
  intro:
    'This is a Matrix homeserver. Matrix is an open standard for messaging: you use an app of your choice, and this ' +
    'server keeps your account and your conversations.',
  statusHeading: 'Status',
  ready: 'The server is working.',
  notReady: 'The server cannot be used at the moment. Please try again in a few minutes.',
  accountHeading: 'Getting an account',
  account: {
    open: 'Anyone can create an account: choose “Create account” in the app, after entering the address below.',
    token:
      'To create an account you need a registration token from the people who run this server. Then choose “Create ' +
      'account” in the app, after entering the address below.',
    closed: 'Accounts are created by the people who run this server. Ask them for one.',
  },
  accountUnknown: 'How to get an account cannot be shown at the moment.',
  contact: 'Contact',
  privacyPolicy: 'Privacy policy',
  termsOfUse: 'Terms of use',
  connectHeading: 'How to connect',
  chooseClient: 'Open one of the apps below.',
  enterAddress: 'When the app asks for the homeserver, enter this address:',
  thisAddress: 'the address of this page, as your browser shows it',
  signIn: 'Sign in with your account. Your Matrix ID on this server looks like this:',
  you: 'you',
  clientsHeading: 'Apps',
  elementWeb: 'in the browser, nothing to install',
  elementDesktop: 'for Windows, macOS and Linux',
  fluffyChat: 'for Android, iOS, desktop and the browser',
  cinny: 'in the browser and on the desktop',
  otherClients:
    'Other apps work too if they can sign in with a password. Those that need sliding sync, such as Element X, do ' +
    'not work yet.',
  moreClients: 'All Matrix apps',
  about: 'Served by Chappe.',
};

const FRENCH: LandingTexts = {
  title: 'serveur Matrix',
  otherLanguage: { code: 'en', name: 'English' },
  intro:
    'Ceci est un serveur Matrix. Matrix est un standard ouvert de messagerie\u00a0: vous utilisez l’application de ' +
    'votre choix, et ce serveur conserve votre compte et vos conversations.',
  statusHeading: 'État',
  ready: 'Le serveur fonctionne.',
  notReady: 'Le serveur est indisponible pour le moment. Veuillez réessayer dans quelques minutes.',
  accountHeading: 'Obtenir un compte',
  account: {
    open:
      'Tout le monde peut créer un compte\u00a0: choisissez «\u00a0Créer un compte\u00a0» dans l’application, après ' +
      'avoir saisi l’adresse ci-dessous.',
    token:
      'Pour créer un compte, il vous faut un jeton d’inscription, remis par les responsables de ce serveur. ' +
      'Choisissez ensuite «\u00a0Créer un compte\u00a0» dans l’application, après avoir saisi l’adresse ci-dessous.',
    closed: 'Les comptes sont créés par les responsables de ce serveur. Adressez-vous à eux pour en obtenir un.',
  },
  accountUnknown: 'Impossible d’indiquer pour le moment comment obtenir un compte.',
  contact: 'Contact',
  privacyPolicy: 'Politique de confidentialité',
  termsOfUse: 'Conditions d’utilisation',
  connectHeading: 'Se connecter',
  chooseClient: 'Ouvrez l’une des applications ci-dessous.',
  enterAddress: 'Quand l’application demande le serveur d’accueil, saisissez cette adresse\u00a0:',
  thisAddress: 'l’adresse de cette page, telle que votre navigateur l’affiche',
  signIn: 'Connectez-vous avec votre compte. Votre identifiant Matrix sur ce serveur a cette forme\u00a0:',
  you: 'vous',
  clientsHeading: 'Applications',
  elementWeb: 'dans le navigateur, sans installation',
  elementDesktop: 'pour Windows, macOS et Linux',
  fluffyChat: 'pour Android, iOS, ordinateur et navigateur',
  cinny: 'dans le navigateur et sur ordinateur',
  otherClients:
    'D’autres applications conviennent si elles permettent de se connecter avec un mot de passe. Celles qui exigent ' +
    'la synchronisation glissante (sliding sync), comme Element X, ne fonctionnent pas encore.',
  moreClients: 'Toutes les applications Matrix',
  about: 'Propulsé par Chappe.',
};

export const LANDING_TEXTS: Readonly<Record<LandingLanguage, LandingTexts>> = { en: ENGLISH, fr: FRENCH };
