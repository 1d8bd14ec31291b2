import { existsSync } from 'node:fs';
import { startServer, type TestServer } from '@chappe/testing';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lowestContrast } from './fixtures/lowest-contrast.js';

const CHROMIUM = '/usr/bin/chromium';
/** As long as a server name may be (appendices, "Server Name"). */
const SERVER_NAME = `${'messagerie-interministerielle.'.repeat(7)}example.gouv.fr`;
/** WCAG 2.2, criterion 1.4.3, for text of usual size. */
const CONTRAST_MIN = 4.5;

describe('the landing page in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  const isMissing = !existsSync(CHROMIUM);
  beforeAll(async () => {
    if (isMissing) return;
    [server, browser] = await Promise.all([
      startServer({ serverName: SERVER_NAME }),
      chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] }),
    ]);
  });
  beforeEach(({ skip }) => skip(isMissing, `needs a browser at ${CHROMIUM}`));
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  /** Opens the page and gives it to `work`, with what the browser complained about and asked for. */
  async function visit(
    options: BrowserContextOptions,
    work: (page: Page, seen: { readonly complaints: string[]; readonly requests: string[] }) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const seen = { complaints: [] as string[], requests: [] as string[] };
    page.on('console', (message) => seen.complaints.push(message.text()));
    page.on('pageerror', (error) => seen.complaints.push(error.message));
    page.on('request', (request) => seen.requests.push(request.url()));
    try {
      await page.goto(`${server.baseUrl}/`);
      await work(page, seen);
    } finally {
      await context.close();
    }
  }

  it('shows the server, its state and the address to enter, and loads nothing else', async () => {
    await visit({ locale: 'en-GB' }, async (page, { complaints, requests }) => {
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(SERVER_NAME);
      expect(await page.getByText('The server is working.').isVisible()).toBe(true);
      expect(await page.getByText(server.baseUrl, { exact: true }).isVisible()).toBe(true);
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([`${server.baseUrl}/`]);
    });
  });

  it('is in the language of the browser, and in the other one by a link that the keyboard reaches first', async () => {
    await visit({ locale: 'fr-FR' }, async (page) => {
      expect(await page.locator('html').getAttribute('lang')).toBe('fr');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('English');
      await page.keyboard.press('Enter');
      await page.getByText('The server is working.').waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });

  it.each(['light', 'dark'] as const)('can be read in %s colours', async (colorScheme) => {
    await visit({ locale: 'en-GB', colorScheme }, async (page) => {
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(17, 21, 27)' : 'rgb(244, 246, 249)');
      expect(await page.evaluate(lowestContrast)).toBeGreaterThanOrEqual(CONTRAST_MIN);
    });
  });

  it.each([320, 1_280])('fits a screen of %i pixels, however long the server name is', async (width) => {
    await visit({ viewport: { width, height: 700 } }, async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    });
  });

  it('has headings in order and a name for every region', async () => {
    await visit({}, async (page) => {
      const levels = await page.locator('h1,h2,h3').evaluateAll((headings) => headings.map((each) => each.tagName));
      expect(levels).toEqual(['H1', 'H2', 'H2', 'H2', 'H2']);
      for (const name of ['Status', 'Getting an account', 'How to connect', 'Apps']) {
        expect(await page.getByRole('region', { name }).count()).toBe(1);
      }
    });
  });
});
