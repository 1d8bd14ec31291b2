import { join, relative } from 'node:path';
import { lockDataFolder } from '@chappe/runtime';
import { buildPrograms, findKafka, ROLES, type RunningKafka } from '@chappe/testing';
import type { RunCommand } from './command-line.ts';
import { endLeftProcesses } from './end-left-processes.ts';
import { LogLines } from './log-lines.ts';
import { SupervisedCluster } from './supervised-cluster.ts';

const isColoured = process.stdout.isTTY && !process.env['NO_COLOR'];
const lines = new LogLines((text) => process.stdout.write(text), isColoured);
const say = (text: string): void => lines.say('cluster', text);

/** Runs a cluster until a signal comes, and ends it in order. @throws when it does not come up */
export async function runCluster(command: RunCommand): Promise<void> {
  const lock = lockDataFolder(command.folder);
  endLeftProcesses(command.folder);
  say('building');
  buildPrograms(ROLES);
  const kafka = command.kafka ? await startKafka(join(command.folder, 'kafka')) : undefined;
  say('starting');
  const cluster = new SupervisedCluster(command, lines, kafka);
  const signalled = untilSignal();
  try {
    const baseUrl = await Promise.race([cluster.start(), signalled]);
    if (baseUrl !== undefined) process.stdout.write(welcome(command, baseUrl));
    await signalled;
    say('stopping');
  } finally {
    await cluster.stop();
    await kafka?.stop();
    lock.release();
  }
  // Whoever still holds something open must not hold up the end.
  process.exit(0);
}

/** One Ctrl-C may arrive more than once: from the terminal, and again from npm. */
function untilSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
  });
}

async function startKafka(folder: string): Promise<RunningKafka | undefined> {
  const found = await findKafka();
  if (found.origin === undefined) {
    say(`no Kafka: ${found.reason}; the log is read from the tables alone`);
    return undefined;
  }
  say(`starting ${found.origin}`);
  return found.start({ folder });
}

function welcome({ serverName, replicas, folder }: RunCommand, baseUrl: string): string {
  const inside = relative('', folder);
  const data = inside.startsWith('..') ? folder : inside;
  return `
Chappe is ready: ${replicas} processes each of ${ROLES.join(', ')}.

  server name    ${serverName}
  base URL       ${baseUrl}
  data folder    ${data}

  First administrator:  npm run cluster -- --data ${data} user create NAME --admin
  Kill a process:       npm run cluster -- --data ${data} --kill room
  Element:              sign in, choose "Edit" beside the homeserver and enter ${baseUrl}

`;
}
