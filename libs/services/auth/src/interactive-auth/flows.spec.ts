import { describe, expect, it } from 'vitest';
import { type Flow, isComplete, nextStage } from './flows.js';

const flows: readonly Flow[] = [['m.login.registration_token', 'm.login.dummy'], ['m.login.password']];

describe('flows of user-interactive authentication', () => {
  it('take their stages in order', () => {
    expect(nextStage(flows, [], 'm.login.registration_token')).toBe('m.login.registration_token');
    expect(nextStage(flows, [], 'm.login.dummy')).toBeUndefined();
    expect(nextStage(flows, ['m.login.registration_token'], 'm.login.dummy')).toBe('m.login.dummy');
    expect(nextStage(flows, ['m.login.password'], 'm.login.dummy')).toBeUndefined();
    expect(nextStage(flows, [], 'm.login.password')).toBe('m.login.password');
  });

  it('are complete when all stages of one of them are', () => {
    expect(isComplete(flows, [])).toBe(false);
    expect(isComplete(flows, ['m.login.registration_token'])).toBe(false);
    expect(isComplete(flows, ['m.login.registration_token', 'm.login.dummy'])).toBe(true);
    expect(isComplete(flows, ['m.login.password'])).toBe(true);
  });

  it('know no stages that are not in them', () => {
    for (const type of ['', '__proto__', 'constructor', '0', 'm.login.sso']) {
      expect(nextStage(flows, [], type)).toBeUndefined();
    }
  });
});
