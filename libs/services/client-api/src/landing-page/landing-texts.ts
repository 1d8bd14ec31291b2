import type { LandingLanguage } from './preferred-language.js';

/** Everything that the landing page says. */
export interface LandingTexts {
  /** After the server name, in the title. */
  readonly title: string;
  readonly otherLanguage: { readonly code: LandingLanguage; readonly name: string };
  readonly intro: string;
  readonly statusHeading: string;
  readonly ready: string;
  readonly notReady: string;
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
  readonly moreClients: string;
  readonly about: string;
}

const ENGLISH: LandingTexts = {
  title: 'Matrix homeserver',
  otherLanguage: { code: 'fr', name: 'Français' },
  intro:
    'This is a Matrix homeserver. Matrix is an open standard for messaging: you choose the app, and your ' +
    'conversations are kept here.',
  statusHeading: 'Status',
  ready: 'The server is working.',
  notReady: 'The server cannot be used at the moment. Please try again in a few minutes.',
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
  moreClients: 'More Matrix apps',
  about: 'Served by Chappe.',
};

const FRENCH: LandingTexts = {
  title: 'serveur Matrix',
  otherLanguage: { code: 'en', name: 'English' },
  intro:
    'Ceci est un serveur Matrix. Matrix est un standard ouvert de messagerie\u00a0: vous choisissez l’application, ' +
    'et vos conversations sont conservées ici.',
  statusHeading: 'État',
  ready: 'Le serveur fonctionne.',
  notReady: 'Le serveur est indisponible pour le moment. Veuillez réessayer dans quelques minutes.',
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
  moreClients: 'Autres applications Matrix',
  about: 'Propulsé par Chappe.',
};

export const LANDING_TEXTS: Readonly<Record<LandingLanguage, LandingTexts>> = { en: ENGLISH, fr: FRENCH };
