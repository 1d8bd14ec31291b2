import type { ServerName } from '@chappe/events';
import type { RawAnswer } from '@chappe/http';
import { describe, expect, it } from 'vitest';
import { MatrixError } from '@chappe/matrix-api';
import type { AuthService } from '../auth-service.js';
import { requestOf } from '../fixtures/endpoint-request.js';
import { ServerAddress } from '../server-discovery/server-address.js';
import { getLandingPage } from './get-landing-page.js';
import { LandingPageEndpoints } from './landing-page.endpoints.js';
import { landingPage } from './landing-page.js';
import { preferredLanguage } from './preferred-language.js';

describe('the language of the landing page', () => {
  it.each([
    [undefined, '', 'en'],
    [undefined, 'fr', 'fr'],
    [undefined, 'fr-CA,en;q=0.8', 'fr'],
    [undefined, 'de, fr;q=0.5, en;q=0.4', 'fr'],
    [undefined, 'de,fr;q=0.4,en;q=0.5', 'en'],
    [undefined, 'fr;q=0, de', 'en'],
    [undefined, 'fr;q=nonsense', 'en'],
    [undefined, ',;=;,\u0000;q=', 'en'],
    ['fr', 'en', 'fr'],
    ['en', 'fr', 'en'],
    ['tlh', 'fr', 'fr'],
  ])('for lang=%s and Accept-Language %j is %s', (chosen, accepted, expected) => {
    expect(preferredLanguage(chosen, accepted)).toBe(expected);
  });
});

describe('the landing page', () => {
  const facts = {
    language: 'en',
    serverName: 'example.org',
    ready: true,
    baseUrl: 'https://m.example.org',
    registration: 'closed',
    operator: {},
  } as const;

  it('says what the server is, how it is and which address to enter', () => {
    const html = landingPage(facts);
    for (const part of ['<html lang="en">', '<h1>example.org</h1>', 'The server is working', '@you:example.org']) {
      expect(html).toContain(part);
    }
    expect(html).toContain('<code>https://m.example.org</code>');
    expect(html).not.toContain('<script');
  });

  it('is in French as well, with a link to the other language in both', () => {
    const html = landingPage({ ...facts, language: 'fr', ready: false });
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain('Le serveur est indisponible');
    expect(html).toContain('<a href="?lang=en" hreflang="en" lang="en">English</a>');
    expect(landingPage(facts)).toContain('<a href="?lang=fr" hreflang="fr" lang="fr">Français</a>');
  });

  it('says where to look when the address is not known', () => {
    expect(landingPage({ ...facts, baseUrl: undefined })).toContain('the address of this page');
  });

  it.each([
    ['open', 'Anyone can create an account'],
    ['token', 'you need a registration token'],
    ['closed', 'Accounts are created by the people who run this server'],
    [undefined, 'cannot be shown at the moment'],
  ] as const)('says how to get an account when registration is %s', (registration, words) => {
    const html = landingPage({ ...facts, registration });
    expect(html).toContain(words);
    for (const other of ['Anyone can', 'need a registration', 'Accounts are created', 'cannot be shown']) {
      expect(html.includes(other)).toBe(words.includes(other));
    }
    const other = landingPage({ ...facts, registration, language: 'fr' });
    expect(other).toContain('Obtenir un compte');
    expect(other).not.toContain(words);
  });

  it('leads to the operator, the privacy policy and the terms of use, as far as they are set', () => {
    const operator = {
      contact: 'mailto:help@example.org',
      privacyPolicy: 'https://example.org/privacy',
      termsOfUse: 'https://example.org/terms?a=1&b=2',
    };
    const html = landingPage({ ...facts, operator });
    expect(html).toContain('<a href="mailto:help@example.org">Contact</a>');
    expect(html).toContain('<a href="https://example.org/privacy">Privacy policy</a>');
    expect(html).toContain('<a href="https://example.org/terms?a=1&amp;b=2">Terms of use</a>');
    for (const name of ['Contact', 'Privacy policy', 'Terms of use']) expect(landingPage(facts)).not.toContain(name);
  });

  it('escapes what it shows', () => {
    const html = landingPage({ ...facts, baseUrl: 'https://x/"><script>alert(1)</script>&' });
    expect(html).toContain('https://x/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;');
  });
});

const answering = (registration: string) => () => Promise.resolve({ registration });

describe('GET /', () => {
  const away = () => Promise.reject(MatrixError.unavailable('away'));
  const ask = (ready: boolean, getRegistration: AuthService['getRegistration'] = answering('open')) => {
    const auth = { getRegistration };
    const readiness = { report: () => Promise.resolve({ ready, checks: {}, notes: {} }) };
    const identity = { serverName: 'example.org' as ServerName };
    const request = requestOf(getLandingPage, { headers: { host: 'localhost:8008', 'accept-language': 'fr' } });
    const operator = { contact: 'mailto:help@example.org' };
    const address = new ServerAddress({});
    return new LandingPageEndpoints(address, readiness, identity, auth, operator).getLandingPage(request);
  };

  it('answers HTML that may load and run nothing', async () => {
    const { status, headers, body } = (await ask(true)) as RawAnswer;
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'fr',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|unsafe|https?:/);
    expect(body).toContain('http://localhost:8008');
  });

  it('says how to get an account, as the auth service has it, and does without when that is away', async () => {
    for (const [asked, words] of [
      [answering('open'), 'Tout le monde peut'],
      [answering('closed'), 'responsables de ce serveur'],
      [away, 'Impossible d’indiquer'],
    ] as const) {
      expect(((await ask(true, asked)) as RawAnswer).body).toContain(words);
    }
  });

  it('says when the server cannot serve', async () => {
    expect(((await ask(false)) as RawAnswer).body).toContain('indisponible');
  });
});
