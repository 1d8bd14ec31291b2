import type { Answer } from '../http/answer-parser.ts';
import type { HttpRequest } from '../http/http-connection.ts';
import { runClosedLoop } from './closed-loop.ts';
import { type LoadResult, MARKER, type PreparedRequest, type RequestsJob } from './job.ts';
import type { Watcher } from './load-window.ts';

/** Makes the request with a text of its own in place of the markers. */
type Template = (mark: string) => HttpRequest;

/** Prepared requests by every client, in turn. */
export function requestsLoad(job: RequestsJob, watcher: Watcher): Promise<LoadResult> {
  const templates = job.clients.map((requests) => requests.map(templateOf));
  const request = (client: number, n: number): HttpRequest => {
    const own = templates[client] ?? [];
    const template = own[n % own.length];
    if (template === undefined) throw new Error(`client ${client} has nothing to ask`);
    return template(`${job.runId}.${client}.${n}`);
  };
  const { text, times } = job.expects;
  const faultOf = ({ body }: Answer): string | undefined =>
    hasTimes(body, text, times) ? undefined : `fewer than ${times} × ${text}`;
  return runClosedLoop({ ...job, clients: job.clients.length, request, faultOf }, watcher);
}

/** Whatever does not change is taken apart before anything is measured. */
function templateOf({ method, token, path, body }: PreparedRequest): Template {
  const pathParts = path.split(MARKER);
  const bodyParts = body?.split(MARKER);
  return (mark) => ({
    method,
    token,
    path: pathParts.join(mark),
    ...(bodyParts && { body: bodyParts.join(mark) }),
  });
}

/** Whether a text stands in the bytes at least so often. */
function hasTimes(bytes: Buffer, text: string, times: number): boolean {
  let from = 0;
  for (let found = 0; found < times; found++) {
    const at = bytes.indexOf(text, from, 'latin1');
    if (at < 0) return false;
    from = at + text.length;
  }
  return true;
}
