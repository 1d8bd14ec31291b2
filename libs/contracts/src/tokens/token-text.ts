import { VarintReader, VarintWriter } from './varint.js';

/** Of tokens of the first generation; those of the others end with theirs. */
const FIRST_VERSION = 1;
const VERSION = 2;

/** What a token says. */
export interface TokenNumbers {
  /** In which generation of the installation its positions were given out; 0: the first. */
  readonly generation: number;
  readonly numbers: readonly number[];
}

/** The opaque text: the prefix and base64url of version, numbers and, unless it is the first one, generation. */
export function writeToken(prefix: string, { generation, numbers }: TokenNumbers): string {
  const writer = new VarintWriter();
  const isFirst = generation === 0;
  writer.write(isFirst ? FIRST_VERSION : VERSION);
  for (const number of numbers) writer.write(number);
  if (!isFirst) writer.write(generation);
  return prefix + writer.toBase64Url();
}

/** Undefined for anything that {@link writeToken} would not have written. */
export function readToken(prefix: string, text: string): TokenNumbers | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const [version, ...numbers] = VarintReader.of(text.slice(prefix.length))?.readAll() ?? [];
  if (version === FIRST_VERSION) return { generation: 0, numbers };
  const generation = numbers.pop() ?? 0;
  return version === VERSION && generation !== 0 ? { generation, numbers } : undefined;
}
