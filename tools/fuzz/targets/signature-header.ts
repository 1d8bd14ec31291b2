import { isDeepStrictEqual } from 'node:util';
import {
  decodeBase64,
  encodeBase64,
  formatXMatrix,
  importVerifyKey,
  JsonError,
  parseExactJson,
  parseXMatrix,
  type SignedRequest,
  signRequest,
  verifyRequest,
  type XMatrix,
} from '@chappe/crypto';
import type { FuzzTarget } from '../fuzz-target.ts';
import { signingKeys } from '../seeds/signing-keys.ts';
import { stringsInVectors } from '../seeds/values-in-vectors.ts';
import { mustHold } from '../violation.ts';
import { parseHeaderNaively } from './parse-header-naively.ts';

/** Longer headers are refused. */
const HEADER_LENGTH_MAX = 4096;
const DESTINATION = 'b.example';
const SIGNING_KEY = signingKeys.get('a.example')!;
const VERIFY_KEY = { keyId: SIGNING_KEY.keyId, verifyKey: importVerifyKey(SIGNING_KEY.publicKey) };
const URI = '/_matrix/federation/v1/send/1?a=b';

/** The `Authorization` header of federation: an input is a header, a line feed and the body of the request. */
export const signatureHeader: FuzzTarget = {
  name: 'signature-header',
  form: 'text',
  dictionary: ['X-Matrix ', 'origin=', 'destination=', 'key=', 'sig=', ',', '"', '\\"', 'a.example', 'b.example', '\t'],
  seeds: () => [
    `${header({})}\n{"pdus":[]}`,
    `${header({}).replaceAll('"', '')}\n{"pdus":[]}`,
    `${header({ destination: undefined })}\n{"pdus":[]}`,
    'X-Matrix origin=a:1,key=ed25519:k,sig=AB,other="\\"\\\\"\n',
    ...stringsInVectors()
      .filter((text) => text.startsWith('X-Matrix'))
      .map((text) => `${text}\n{}`),
  ],
  run(input) {
    const end = input.indexOf('\n');
    const [text, body] = end < 0 ? [input, '{}'] : [input.slice(0, end), input.slice(end + 1)];
    const parsed = parseXMatrix(text);
    const naive = text.length > HEADER_LENGTH_MAX ? undefined : parseHeaderNaively(text);
    mustHold(isDeepStrictEqual(parsed, naive), 'The header is read as RFC 9110 has it');
    if (parsed === undefined) return 'refused';
    const written = formatXMatrix({ destination: '', ...parsed });
    mustHold(
      written.length > HEADER_LENGTH_MAX || isDeepStrictEqual(parseXMatrix(written), { destination: '', ...parsed }),
      'What was read is written again',
    );
    return `${'destination' in parsed ? 'full' : 'without destination'} ${checkVerdict(parsed, body)}`;
  },
};

function header(changes: { readonly destination?: string | undefined }): string {
  const request = { method: 'PUT', uri: URI, origin: 'a.example', destination: DESTINATION, content: { pdus: [] } };
  const written = formatXMatrix(signRequest(request, SIGNING_KEY));
  return 'destination' in changes ? written.replace(`destination="${DESTINATION}",`, '') : written;
}

/** Exactly the signature that we would make is accepted. */
function checkVerdict(parsed: XMatrix, body: string): string {
  const request = { method: 'PUT', uri: URI, destination: DESTINATION, ...contentOf(body) };
  const isAccepted = verifyRequest(request, parsed, VERIFY_KEY);
  const expected = expectedSignature({ ...request, origin: parsed.origin });
  const bytes = decodeBase64(parsed.signature);
  const isOurs = bytes !== undefined && expected !== undefined && encodeBase64(bytes) === expected;
  const isForUs = (parsed.destination ?? DESTINATION) === DESTINATION && parsed.keyId === VERIFY_KEY.keyId;
  mustHold(isAccepted === (isOurs && isForUs), 'Requests are accepted exactly when they are signed for us');
  return isAccepted ? 'accepted' : 'not signed';
}

function contentOf(body: string): Pick<SignedRequest, 'content'> {
  try {
    return { content: parseExactJson(body) };
  } catch (error) {
    if (error instanceof JsonError) return {};
    throw error;
  }
}

function expectedSignature(request: SignedRequest): string | undefined {
  try {
    return signRequest(request, SIGNING_KEY).signature;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
