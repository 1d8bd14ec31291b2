declare module 'spdx-satisfies' {
  /** @throws when `expression` is not an SPDX licence expression */
  export default function satisfies(expression: string, allowed: string[]): boolean;
}
