import type { HttpConnection } from '../http/http-connection.ts';

const PATH = '/_matrix/client/v3/sync?timeout=0&filter=';
const FILTER = '{"room":{"timeline":{"limit":1},"state":{"lazy_load_members":true}}}';

/** A sync token that nothing is new after, so that a long poll waits. @throws when there is none in the answer */
export async function currentToken(connection: HttpConnection, token: string | undefined): Promise<string> {
  const answer = await connection.ask({ method: 'GET', path: `${PATH}${encodeURIComponent(FILTER)}`, token });
  const since = nextBatchOf(answer.body.toString('latin1'));
  if (since === undefined) throw new Error(`first sync: ${answer.status}`);
  return since;
}

/** The sync token in an answer to a sync. */
export function nextBatchOf(text: string): string | undefined {
  return /"next_batch": ?"([^"]+)"/.exec(text)?.[1];
}
