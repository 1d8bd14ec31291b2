import { decodeBase64, encodeBase64, formatSigningKeyFile, generateSigningKey } from '@chappe/crypto';
import { acceptSigningKey, listSigningKeys, Postgres, retireSigningKey } from '@chappe/postgres';
import { CLOCK, type Clock, RuntimeModule, systemRandomness } from '@chappe/runtime';
import { CommandLineError } from '../command-line/command-line-error.js';
import type { Words } from '../command-line/parse-words.js';
import type { OpenStore, StoreCommand, StoreCommands } from './store-commands.js';

const KEY_ID = /^ed25519:[A-Za-z0-9_]{1,64}$/;
const PUBLIC_KEY_BYTES = 32;
/** Characters of a new key's version, after the customary `a_`. */
const VERSION_CHARACTERS = 6;

type Work = (postgres: Postgres, nowMs: number) => Promise<void>;

/** Something that is done with the table of keys. */
class SigningKeyCommand implements StoreCommand {
  readonly #work: Work;

  constructor(
    work: Work,
    readonly audited?: string,
  ) {
    this.#work = work;
  }

  async run(open: OpenStore): Promise<void> {
    const store = await open(RuntimeModule);
    await this.#work(store.get(Postgres), store.get<Clock>(CLOCK).nowMs());
  }
}

/** `signing-key make`: a new key, as it stands in its file, on standard output; how to accept it on standard error. */
class MakeSigningKeyCommand implements StoreCommand {
  run(): Promise<void> {
    const key = generateSigningKey(`a_${systemRandomness.token(VERSION_CHARACTERS)}`);
    process.stdout.write(formatSigningKeyFile(key));
    process.stderr.write(`signing-key accept ${key.keyId} ${encodeBase64(key.publicKey)}\n`);
    return Promise.resolve();
  }
}

/**
 * What an operator does to change the key with which the server signs, while processes serve.
 * @param start how the commands begin on the help page, up to the word `signing-key`
 */
export function signingKeyCommands(start: string): StoreCommands {
  return {
    help: {
      commands: [
        [`${start} list`, 'list the keys of this server'],
        [`${start} make`, 'print a new key and the command that accepts it; changes nothing'],
        [`${start} accept KEY_ID PUBLIC_KEY`, 'allow processes to start with another key'],
        [`${start} retire KEY_ID`, 'no longer allow processes to start with it'],
      ],
      flags: '',
    },
    options: {},
    parse: parseSigningKeyCommand,
  };
}

function parseSigningKeyCommand({ positionals }: Words): StoreCommand | undefined {
  const [noun, verb, ...rest] = positionals;
  if (noun !== 'signing-key') return undefined;
  if (verb === 'list' && rest.length === 0) return new SigningKeyCommand(printKeys);
  if (verb === 'make' && rest.length === 0) return new MakeSigningKeyCommand();
  if (verb === 'accept' && rest.length <= 2) return acceptCommand(rest);
  if (verb === 'retire' && rest.length <= 1) {
    const keyId = readKeyId('retire', rest[0]);
    return new SigningKeyCommand(
      (postgres, nowMs) => retireSigningKey(postgres, keyId, nowMs),
      `signing-key retire ${keyId}`,
    );
  }
  return undefined;
}

function acceptCommand([id, base64]: readonly string[]): StoreCommand {
  const keyId = readKeyId('accept', id);
  const publicKey = decodeBase64(base64 ?? '');
  if (publicKey?.length !== PUBLIC_KEY_BYTES) {
    throw new CommandLineError('signing-key accept needs the public key: 32 bytes as unpadded base64');
  }
  return new SigningKeyCommand(
    (postgres, nowMs) => acceptSigningKey(postgres, { keyId, publicKey }, nowMs),
    `signing-key accept ${keyId}`,
  );
}

function readKeyId(verb: string, keyId: string | undefined): string {
  if (keyId !== undefined && KEY_ID.test(keyId)) return keyId;
  throw new CommandLineError(`signing-key ${verb} needs the ID of a key: ed25519:a_XXXX`);
}

async function printKeys(postgres: Postgres): Promise<void> {
  for (const { keyId, publicKey, acceptedAtMs, retiredAtMs } of await listSigningKeys(postgres)) {
    const since = `accepted ${isoTime(acceptedAtMs)}`;
    const until = retiredAtMs === undefined ? '' : `, retired ${isoTime(retiredAtMs)}`;
    process.stdout.write(`${keyId} ${encodeBase64(publicKey)} ${since}${until}\n`);
  }
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
