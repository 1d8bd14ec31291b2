const BASE64 = /^[A-Za-z0-9+/_-]*$/;

/** Unpadded Base64 of the standard alphabet. Spec: appendices, "Unpadded Base64". */
export function encodeBase64(bytes: Uint8Array): string {
  const text = asBuffer(bytes).toString('base64');
  const padding = text.indexOf('=', text.length - 2);
  return padding === -1 ? text : text.slice(0, padding);
}

/** Unpadded Base64 of the URL-safe alphabet. Spec: appendices, "URL-safe unpadded Base64". */
export function encodeBase64Url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64url');
}

/**
 * The bytes of a Base64 text of either alphabet, with or without its padding; `undefined` for anything else (white
 * space, wrong padding, impossible length). Left-over bits of the last character are ignored, as most servers do.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = padding === 0 ? text : text.slice(0, -padding);
  if (digits.length % 4 === 1 || (padding > 0 && text.length % 4 !== 0) || !BASE64.test(digits)) return undefined;
  return Buffer.from(digits, 'base64');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
