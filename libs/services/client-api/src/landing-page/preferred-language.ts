/** Languages of the landing page; the first one is for everybody else. */
export const LANDING_LANGUAGES = ['en', 'fr'] as const;

export type LandingLanguage = (typeof LANDING_LANGUAGES)[number];

/**
 * The language to answer in.
 * @param chosen what the reader picked on the page; anything but one of our languages counts as nothing
 * @param accepted the Accept-Language header, of any form (RFC 9110, 12.5.4)
 */
export function preferredLanguage(chosen: string | undefined, accepted: string): LandingLanguage {
  const picked = LANDING_LANGUAGES.find((language) => language === chosen);
  if (picked !== undefined) return picked;
  let best: LandingLanguage = LANDING_LANGUAGES[0];
  let bestWeight = 0;
  for (const range of accepted.split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = LANDING_LANGUAGES.find((each) => each === tag.split('-')[0]);
    const weight = weightOf(parameters);
    if (language !== undefined && weight > bestWeight) [best, bestWeight] = [language, weight];
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  if (text === undefined) return 1;
  return /^[01](\.\d{0,3})?$/.test(text) ? Number(text) : 0;
}
