import { describe, expect, it } from 'vitest';
import { checkProfileKey, readProfileValue } from './check-profile-field.js';

describe('a profile key', () => {
  it.each(['displayname', 'm.tz', 'org.example.a-b_c'])('%s follows the grammar', (key) => {
    expect(() => checkProfileKey(key)).not.toThrow();
  });
  it.each(['', 'A', '_a', '__proto__', 'a b', 'a\0'])('%j does not follow the grammar', (key) => {
    expect(() => checkProfileKey(key)).toThrow(expect.objectContaining({ errcode: 'M_INVALID_PARAM' }));
  });
  it('has at most 255 bytes', () => {
    expect(() => checkProfileKey('a'.repeat(255))).not.toThrow();
    expect(() => checkProfileKey('a'.repeat(256))).toThrow(expect.objectContaining({ errcode: 'M_KEY_TOO_LARGE' }));
  });
});

describe('a profile value', () => {
  it('of a custom field is any JSON, null too', () => {
    expect(readProfileValue('org.example.x', null)).toBeNull();
  });
  it('that is empty removes name or avatar, but not another field', () => {
    expect([readProfileValue('displayname', ''), readProfileValue('avatar_url', '')]).toEqual([undefined, undefined]);
    expect(readProfileValue('org.example.x', '')).toBe('');
  });
  it.each(['mxc://example.org/abc_-1', 'mxc://[::1]:80/a'])('of avatar_url may be %s', (url) => {
    expect(readProfileValue('avatar_url', url)).toBe(url);
  });
  it.each(['mxc://example.org', 'mxc://example.org/a/b', 'mxc:///a', 'http://a/b'])(
    'of avatar_url may not be %s',
    (url) => {
      expect(() => readProfileValue('avatar_url', url)).toThrow(
        expect.objectContaining({ errcode: 'M_INVALID_PARAM' }),
      );
    },
  );
});
