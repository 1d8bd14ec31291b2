import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderError, lockDataFolder } from './lock-data-folder.js';

describe('lockDataFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets one process have the folder until it is released', () => {
    const lock = lockDataFolder(join(folder, 'new', 'data'));
    expect(() => lockDataFolder(join(folder, 'new', 'data'))).toThrow(
      `in use by another Chappe (process ${process.pid})`,
    );
    lock.release();
    lockDataFolder(join(folder, 'new', 'data')).release();
  });

  it('says what is wrong with a folder that cannot be used', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => lockDataFolder(join(folder, 'file'))).toThrow(DataFolderError);
  });

  it('is free again after its holder was killed, and lets one of several racing processes have it', async () => {
    const holders = Array.from({ length: 4 }, () => startHolder(folder));
    const answers = await Promise.all(holders.map(async (child) => String((await once(child.stdout, 'data'))[0])));
    expect(answers.filter((answer) => answer === 'got it')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'in use')).toHaveLength(3);
    const winner = holders[answers.indexOf('got it')];
    winner?.kill('SIGKILL');
    if (winner) await once(winner, 'exit');
    lockDataFolder(folder).release();
    for (const child of holders) child.kill('SIGKILL');
  });
});

/** A process that takes the lock as the library does, says how it went, and waits. */
function startHolder(folder: string) {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(join(folder, 'lock'))}, { timeout: 0 });
    try { database.exec('BEGIN EXCLUSIVE'); process.stdout.write('got it'); } catch { process.stdout.write('in use'); }
    setTimeout(() => database.close(), 20_000);`;
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
}
