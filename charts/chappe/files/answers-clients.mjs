// Run by `helm test` with the addresses of client-api, auth and sync: asks each something that needs no account, and
// says what it found. Exit code 1 when an answer is not as the specification has it.
const [clientApi, auth, sync] = process.argv.slice(-3);

/** The answer of one request, with its JSON body. */
async function ask(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, body: await response.json() };
}

const checks = [
  {
    url: `${clientApi}/_matrix/client/versions`,
    holds: ({ status, body }) => status === 200 && body.versions.length > 0,
    says: 'client-api names the versions of the specification',
  },
  {
    url: `${auth}/_matrix/client/v3/login`,
    holds: ({ status, body }) => status === 200 && body.flows.length > 0,
    says: 'auth names the ways to log in',
  },
  {
    url: `${sync}/_matrix/client/v3/sync`,
    holds: ({ status, body }) => status === 401 && body.errcode === 'M_MISSING_TOKEN',
    says: 'sync wants an access token',
  },
];

for (const { url, holds, says } of checks) {
  const answer = await ask(url).catch((error) => ({ error: error.cause?.code ?? error.message }));
  const isFine = 'status' in answer && holds(answer);
  const found = isFine ? '' : `: ${JSON.stringify(answer)}`;
  process.stdout.write(`${isFine ? 'ok    ' : 'FAILED'} ${says} (${url})${found}\n`);
  if (!isFine) process.exitCode = 1;
}
