import { encodeBase64, sha256 } from '@chappe/crypto';

/**
 * Style sheet of the landing page. All texts have a contrast of at least 4.5:1 in both colour schemes (WCAG 2.2, AA).
 */
export const LANDING_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f6f9; --card: #fff; --text: #1a2029; --quiet: #4a5464; --line: #d5dbe4;
  --link: #1448b8; --good: #0c6b3d; --bad: #9a3412;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2029; --text: #e8ecf2; --quiet: #aeb8c6; --line: #353f4d;
    --link: #9dbcff; --good: #6fdba2; --bad: #ffb38a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.6 system-ui, sans-serif; }
body, code { overflow-wrap: anywhere; }
.column { max-width: 42rem; margin: 0 auto; padding: 1.25rem; }
.language { text-align: right; }
header svg { display: block; width: 3.5rem; height: 3.5rem; color: var(--link); }
h1 { font-size: clamp(1.5rem, 6vw, 2.25rem); line-height: 1.2; margin: .75rem 0 .5rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .5rem; }
p { margin: .5rem 0; }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin: 1rem 0;
}
section > :last-child { margin-bottom: 0; }
ol, ul { margin: 0; padding-left: 1.5rem; }
li { margin: .5rem 0; }
code {
  display: inline-block; max-width: 100%; padding: .1rem .5rem; user-select: all;
  background: var(--page); border: 1px solid var(--line); border-radius: .375rem; font: .95em ui-monospace, monospace;
}
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: .25rem; }
.state { font-weight: 600; }
.state::before {
  content: ""; display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .5em;
  background: currentColor;
}
.good { color: var(--good); }
.bad { color: var(--bad); }
footer { color: var(--quiet); }
`;

/** For the content security policy: this style sheet and no other. */
export const LANDING_STYLE_HASH = `sha256-${padded(encodeBase64(sha256(LANDING_STYLE)))}`;

/** Matrix leaves the padding of base64 away, content security policies need it. */
function padded(base64: string): string {
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, '=');
}
