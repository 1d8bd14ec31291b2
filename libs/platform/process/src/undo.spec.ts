import { describe, expect, it } from 'vitest';
import { Undo } from './undo.js';

describe('Undo', () => {
  it('undoes the last thing first, once, and goes on after a failure', async () => {
    const undo = new Undo();
    const undone: string[] = [];
    undo.add(() => void undone.push('first'));
    undo.add(() => Promise.reject(new Error('stuck')));
    undo.add(() => void undone.push('last'));
    await expect(undo.run()).rejects.toThrow('did not end in order');
    await undo.run();
    expect(undone).toEqual(['last', 'first']);
  });

  it('leaves nothing behind when the work fails', async () => {
    const undo = new Undo();
    const undone: string[] = [];
    const work = () => {
      undo.add(() => void undone.push('begun'));
      return Promise.reject(new Error('port taken'));
    };
    await expect(undo.unlessDone(work)).rejects.toThrow('port taken');
    expect(undone).toEqual(['begun']);
  });
});
