import { describe, expect, it } from 'vitest';
import { LogLines } from './log-lines.ts';

function capture(isColoured: boolean) {
  const written: string[] = [];
  return { written, lines: new LogLines((text) => written.push(text), isColoured) };
}

describe('LogLines', () => {
  it('puts the name of the process before each whole line', () => {
    const { written, lines } = capture(false);
    lines.take('room-1', 'plain\n{"level":"info","ti');
    lines.take('auth-1', 'other\n');
    lines.take('room-1', 'me":0,"msg":"ready","port":1}\n');
    expect(written).toEqual([
      'room-1       plain\n',
      'auth-1       other\n',
      'room-1       00:00:00.000 info  ready port=1\n',
    ]);
  });

  it('gives every process a colour of its own', () => {
    const { written, lines } = capture(true);
    for (const name of ['room-1', 'auth-1', 'room-1']) lines.say(name, 'x');
    expect(written[0]).not.toBe(written[1]?.replace('auth-1', 'room-1'));
    expect(written[0]).toBe(written[2]);
  });
});
