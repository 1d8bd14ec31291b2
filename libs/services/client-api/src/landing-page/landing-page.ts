import type { LandingConfig } from '../client-api.config.js';
import { LANDING_STYLE } from './landing-style.js';
import { LANDING_TEXTS, type LandingTexts, type Registration } from './landing-texts.js';
import type { LandingLanguage } from './preferred-language.js';

/** What the page is about. */
export interface LandingFacts {
  readonly language: LandingLanguage;
  readonly serverName: string;
  /** Whether the server can serve now. */
  readonly ready: boolean;
  /** What clients are to be given; undefined when it is not known. */
  readonly baseUrl: string | undefined;
  /** Who may register; undefined when that cannot be found out now. */
  readonly registration: Registration | undefined;
  /** What the operator has to say. */
  readonly operator: LandingConfig;
}

/** The arms of an optical telegraph. */
const EMBLEM =
  '<g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">' +
  '<path d="M16 30V12M6 8l20 8M6 8V2M26 16l5-4"/></g>';

const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" color="#1448b8">${EMBLEM}</svg>`,
)}`;

/** The landing page as HTML: no scripts, nothing loaded from elsewhere. */
export function landingPage(facts: LandingFacts): string {
  const texts = LANDING_TEXTS[facts.language];
  const serverName = escapeHtml(facts.serverName);
  const { code, name } = texts.otherLanguage;
  return `<!doctype html>
<html lang="${facts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${serverName} – ${texts.title}</title>
<link rel="icon" href="${ICON}">
<style>${LANDING_STYLE}</style>
</head>
<body>
<div class="column">
<header>
<p class="language"><a href="?lang=${code}" hreflang="${code}" lang="${code}">${name}</a></p>
<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">${EMBLEM}</svg>
<h1>${serverName}</h1>
<p>${texts.intro}</p>
</header>
<main>
${statusSection(facts, texts)}
${accountSection(facts, texts)}
${connectSection(facts, texts)}
${clientsSection(texts)}
</main>
<footer>${footer(facts, texts)}</footer>
</div>
</body>
</html>
`;
}

function statusSection({ ready }: LandingFacts, texts: LandingTexts): string {
  const state = ready ? `good">${texts.ready}` : `bad">${texts.notReady}`;
  return `<section aria-labelledby="status">
<h2 id="status">${texts.statusHeading}</h2>
<p class="state ${state}</p>
</section>`;
}

function accountSection({ registration, operator }: LandingFacts, texts: LandingTexts): string {
  const how = registration === undefined ? texts.accountUnknown : texts.account[registration];
  const contact = operator.contact === undefined ? '' : ` ${link(operator.contact, texts.contact)}`;
  return `<section aria-labelledby="account">
<h2 id="account">${texts.accountHeading}</h2>
<p>${how}${contact}</p>
</section>`;
}

function footer({ operator }: LandingFacts, texts: LandingTexts): string {
  const { contact, privacyPolicy, termsOfUse } = operator;
  const links = [
    [contact, texts.contact],
    [privacyPolicy, texts.privacyPolicy],
    [termsOfUse, texts.termsOfUse],
  ] as const;
  const given = links.flatMap(([address, name]) => (address === undefined ? [] : [link(address, name)]));
  const said = given.length === 0 ? '' : `<p>${given.join(' · ')}</p>\n`;
  return `${said}<p>${texts.about}</p>`;
}

function link(address: string, name: string): string {
  return `<a href="${escapeHtml(address)}">${name}</a>`;
}

function connectSection({ serverName, baseUrl }: LandingFacts, texts: LandingTexts): string {
  const address = baseUrl === undefined ? texts.thisAddress : `<code>${escapeHtml(baseUrl)}</code>`;
  return `<section aria-labelledby="connect">
<h2 id="connect">${texts.connectHeading}</h2>
<ol>
<li>${texts.chooseClient}</li>
<li>${texts.enterAddress}<br>${address}</li>
<li>${texts.signIn}<br><code>@${texts.you}:${escapeHtml(serverName)}</code></li>
</ol>
</section>`;
}

function clientsSection(texts: LandingTexts): string {
  return `<section aria-labelledby="apps">
<h2 id="apps">${texts.clientsHeading}</h2>
<ul>
<li><a href="https://app.element.io/">Element Web</a> – ${texts.elementWeb}</li>
<li><a href="https://element.io/download">Element Desktop</a> – ${texts.elementDesktop}</li>
<li><a href="https://fluffychat.im/">FluffyChat</a> – ${texts.fluffyChat}</li>
<li><a href="https://cinny.in/">Cinny</a> – ${texts.cinny}</li>
</ul>
<p>${texts.otherClients} <a href="https://matrix.org/ecosystem/clients/">${texts.moreClients}</a></p>
</section>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
