import { checkRequestHeader, signedHeader } from '@chappe/crypto/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { stringsInVectors } from '../seeds/values-in-vectors.ts';

/** The `Authorization` header of federation: an input is a header, a line feed and the body of the request. */
export const signatureHeader: FuzzTarget = {
  name: 'signature-header',
  form: 'text',
  dictionary: ['X-Matrix ', 'origin=', 'destination=', 'key=', 'sig=', ',', '"', '\\"', 'a.example', 'b.example', '\t'],
  seeds: () => [
    `${signedHeader}\n{"pdus":[]}`,
    `${signedHeader.replaceAll('"', '')}\n{"pdus":[]}`,
    `${signedHeader.replace('destination="b.example",', '')}\n{"pdus":[]}`,
    'X-Matrix origin=a:1,key=ed25519:k,sig=AB,other="\\"\\\\"\n',
    ...stringsInVectors()
      .filter((text) => text.startsWith('X-Matrix'))
      .map((text) => `${text}\n{}`),
  ],
  run(input) {
    const end = input.indexOf('\n');
    return end < 0 ? checkRequestHeader(input, '{}') : checkRequestHeader(input.slice(0, end), input.slice(end + 1));
  },
};
