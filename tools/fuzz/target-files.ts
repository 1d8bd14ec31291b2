/** Where each target is, by name. */
export const TARGET_FILES: Readonly<Record<string, URL>> = {
  identifiers: new URL('./targets/identifiers.ts', import.meta.url),
  json: new URL('./targets/json.ts', import.meta.url),
  'event-parser': new URL('./targets/event-parser.ts', import.meta.url),
  'signature-header': new URL('./targets/signature-header.ts', import.meta.url),
  'state-resolution': new URL('./targets/state-resolution.ts', import.meta.url),
  'push-rules': new URL('./targets/push-rules.ts', import.meta.url),
  filters: new URL('./targets/filters.ts', import.meta.url),
  'auth-rules': new URL('./targets/auth-rules.ts', import.meta.url),
};
