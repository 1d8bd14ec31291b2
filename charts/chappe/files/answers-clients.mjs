// Run by `helm test` with the services that clients reach, as name=address: asks each something that needs no account,
// and says what it found. Exit code 1 when an answer is not as the specification has it.

/** The answer of one request, with its JSON body. */
async function ask(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, body: await response.json() };
}

/** By service; another one is asked whether it is healthy. */
const CHECKS = {
  'client-api': {
    path: '/_matrix/client/versions',
    holds: ({ status, body }) => status === 200 && body.versions.length > 0,
    says: 'names the versions of the specification',
  },
  auth: {
    path: '/_matrix/client/v3/login',
    holds: ({ status, body }) => status === 200 && body.flows.length > 0,
    says: 'names the ways to log in',
  },
  sync: {
    path: '/_matrix/client/v3/sync',
    holds: ({ status, body }) => status === 401 && body.errcode === 'M_MISSING_TOKEN',
    says: 'wants an access token',
  },
};
const HEALTHY = { path: '/_chappe/health', holds: ({ status }) => status === 200, says: 'is healthy' };

for (const argument of process.argv.filter((word) => /^[a-z-]+=http/.test(word))) {
  const [service, address] = argument.split('=');
  const { path, holds, says } = CHECKS[service] ?? HEALTHY;
  const url = `${address}${path}`;
  const answer = await ask(url).catch((error) => ({ error: error.cause?.code ?? error.message }));
  const isFine = 'status' in answer && holds(answer);
  const found = isFine ? '' : `: ${JSON.stringify(answer)}`;
  process.stdout.write(`${isFine ? 'ok    ' : 'FAILED'} ${service} ${says} (${url})${found}\n`);
  if (!isFine) process.exitCode = 1;
}
