import { setTimeout as sleep } from 'node:timers/promises';
import { Container } from './container.ts';
import { type CheckedImage, expectThat, type ImageCheck } from './image-check.ts';

/** Docker kills after 10 s. */
const STOP_MS_MAX = 8_000;
const PASSWORD = 'correct horse battery staple';

const isFor = (app: string): boolean => app === 'all-in-one';

/** The life of an all-in-one container, its data in a volume. */
export const allInOne: readonly ImageCheck[] = [
  {
    title: 'is ready in seconds, and again after stop and start with its data',
    isFor,
    run: (checked) =>
      withServer(checked, async (server, firstMs) => {
        const stopMs = await server.do('stop');
        const exitCode = await server.inspect('.State.ExitCode');
        expectThat(exitCode === '0' && stopMs < STOP_MS_MAX, `stops in ${seconds(stopMs)} with exit code ${exitCode}`);
        const againMs = await startAgain(server);
        return `${seconds(firstMs)} on an empty volume, ${seconds(againMs)} again, stops in ${seconds(stopMs)}`;
      }),
  },
  {
    title: 'answers on port 8448 too',
    isFor,
    run: (checked) =>
      withServer(checked, async (server) => {
        const ask =
          "fetch('http://127.0.0.1:8448/_matrix/client/versions').then((answer) => process.exit(answer.ok ? 0 : 1))";
        await server.exec(['node', '-e', ask]);
        return undefined;
      }),
  },
  {
    title: 'keeps its data over SIGKILL',
    isFor,
    run: (checked) =>
      withServer(checked, async (server) => {
        await server.do('kill');
        return `ready in ${seconds(await startAgain(server))}`;
      }),
  },
  {
    title: 'goes on after docker pause and unpause',
    isFor,
    run: (checked) =>
      withServer(checked, async (server) => {
        await server.do('pause');
        const asked = logIn(server);
        await sleep(3_000);
        const unpausedMs = await server.do('unpause');
        expectThat(await asked, 'does not answer what was asked while it was paused');
        return `unpaused in ${seconds(unpausedMs)}`;
      }),
  },
  {
    title: 'tells docker that it is healthy, and that it is not',
    isFor,
    run: (checked) =>
      withServer(
        checked,
        async (server) => {
          await health(server, 'healthy');
          await server.do('kill', '--signal=STOP');
          await health(server, 'unhealthy');
          return undefined;
        },
        ['--health-interval=1s', '--health-timeout=1s', '--health-start-period=1s', '--health-retries=1'],
      ),
  },
];

type Work = (server: Container, readyMs: number) => Promise<string | undefined>;

async function withServer(
  { engine, image }: CheckedImage,
  work: Work,
  more: string[] = [],
): Promise<string | undefined> {
  const options = ['--volume=/data', ...more];
  const server = await Container.run(engine, {
    image,
    options,
    words: ['--server-name', 'localhost', '--rate-limits', 'off'],
  });
  try {
    const readyMs = await server.ready();
    await server.exec(
      ['node', 'dist/main.js', 'user', 'create', 'alice', '--password-stdin', '--data', '/data'],
      PASSWORD,
    );
    expectThat(await logIn(server), 'does not let her log in');
    return await work(server, readyMs);
  } finally {
    await server.remove();
  }
}

async function startAgain(server: Container): Promise<number> {
  const startMs = await server.do('start');
  const readyMs = await server.ready();
  expectThat(await logIn(server), 'has lost the account');
  return startMs + readyMs;
}

async function logIn(server: Container): Promise<boolean> {
  const answer = await fetch(`${await server.baseUrl()}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password: PASSWORD,
    }),
    signal: AbortSignal.timeout(20_000),
  });
  return answer.ok;
}

async function health(server: Container, wanted: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await server.inspect('.State.Health.Status')) === wanted) return;
    await sleep(500);
  }
  throw new Error(`is ${await server.inspect('.State.Health.Status')} and not ${wanted}`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
