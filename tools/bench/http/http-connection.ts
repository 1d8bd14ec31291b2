import { connect, type Socket } from 'node:net';
import { type Answer, AnswerParser } from './answer-parser.ts';

/** Longest silence on a connection that waits for an answer; initial syncs of large accounts take long elsewhere. */
const ANSWER_MS_MAX = 300_000;

/** What is asked. The path has its query and is escaped. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly token?: string | undefined;
  /** JSON, ASCII only: its length in characters is its length in bytes. */
  readonly body?: string;
}

interface Waiter {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One keep-alive HTTP/1.1 connection to this machine with one request at a time, about a third of the cost of a general
 * client: a generator that takes the server's cores measures itself.
 */
export class HttpConnection {
  readonly #port: number;
  #socket?: Socket;
  #parser = new AnswerParser();
  #waiter: Waiter | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws when the connection breaks, or is silent for five minutes */
  ask(request: HttpRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#waiter !== undefined) throw new Error('one request at a time');
      this.#waiter = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(textOf(request), 'latin1');
    });
  }

  close(): void {
    this.#fail(new Error('closed by us'));
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#parser = new AnswerParser();
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.once('error', (error) => this.#fail(error));
    socket.once('close', () => this.#socket === socket && this.#fail(new Error('the server closed the connection')));
    socket.setTimeout(ANSWER_MS_MAX, () => this.#fail(new Error('no answer in time')));
    return socket;
  }

  #read(bytes: Buffer): void {
    try {
      const answer = this.#parser.push(bytes);
      if (answer === undefined) return;
      const waiter = this.#waiter;
      this.#waiter = undefined;
      if (answer.closes) this.#drop();
      waiter?.resolve(answer);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    this.#drop();
    waiter?.reject(error);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}

function textOf({ method, path, token, body }: HttpRequest): string {
  const auth = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  const content = body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${body.length}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nhost: localhost\r\n${auth}${content}\r\n${body ?? ''}`;
}
