/** An input as Base64 of its UTF-16 units, which keeps lone surrogates. */
export function encodeInput(input: string): string {
  return Buffer.from(input, 'utf16le').toString('base64');
}

/** The input that was encoded. */
export function decodeInput(text: string): string {
  return Buffer.from(text, 'base64').toString('utf16le');
}
