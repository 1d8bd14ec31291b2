import { stripVTControlCharacters, styleText } from 'node:util';
import { formatLogLine } from '@chappe/telemetry';
import { SERVICE_NAMES } from '../dev/service-names.ts';

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'cyanBright', 'magentaBright', 'greenBright'] as const;
/** The longest name of a process: that of its service and a number. */
const NAME_CHARACTERS = Math.max(...SERVICE_NAMES.map((name) => `${name}-1`.length));

/** The output of several processes as one log: the name of the process in its colour before each readable line. */
export class LogLines {
  readonly #begun = new Map<string, string>();
  readonly #names: string[] = [];
  readonly #write: (text: string) => void;
  readonly #isColoured: boolean;

  /** @param isColoured whether the reader is a terminal that wants colours */
  constructor(write: (text: string) => void, isColoured: boolean) {
    this.#write = write;
    this.#isColoured = isColoured;
  }

  /** Takes what a process wrote, which need not end with a line. */
  take(name: string, text: string): void {
    const lines = ((this.#begun.get(name) ?? '') + text).split('\n');
    this.#begun.set(name, lines.pop() ?? '');
    for (const line of lines) this.#print(name, formatLogLine(line).trimEnd());
  }

  /** A line of our own about a process. */
  say(name: string, text: string): void {
    this.#print(name, text);
  }

  #print(name: string, text: string): void {
    const head = `${name.padEnd(NAME_CHARACTERS)} `;
    const lines = text.split('\n').map((line) => `${this.#coloured(name, head)}${line}\n`);
    this.#write(this.#isColoured ? lines.join('') : stripVTControlCharacters(lines.join('')));
  }

  #coloured(name: string, head: string): string {
    if (!this.#names.includes(name)) this.#names.push(name);
    const colour = COLOURS[this.#names.indexOf(name) % COLOURS.length] ?? 'cyan';
    return styleText(colour, head, { validateStream: false });
  }
}
