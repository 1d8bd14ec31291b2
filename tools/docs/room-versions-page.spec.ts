import { ROOM_VERSIONS } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { roomVersionsPage } from './room-versions-page.ts';

const page = roomVersionsPage(ROOM_VERSIONS);

/** The cells of a row, by version. */
function cells(head: string): Record<string, string> {
  const line = page.split('\n').find((text) => text.startsWith('|') && text.includes(head)) ?? '';
  const [, , ...rest] = line.split('|').map((cell) => cell.trim());
  return Object.fromEntries(ROOM_VERSIONS.map(({ version }, at) => [version, rest[at] ?? '']));
}

describe('the room versions page', () => {
  it('has a column per version, linked to its page', () => {
    for (const { version } of ROOM_VERSIONS) {
      expect(page).toContain(`| [${version}] |`);
      expect(page).toMatch(new RegExp(`^\\[${version}\\]: https://.*/rooms/v${version}/$`, 'm'));
    }
  });

  it('says what each version does', () => {
    expect(cells('[event ID]')).toMatchObject({
      2: '`$id:server`',
      3: 'hash',
      4: 'URL-safe hash',
      12: 'URL-safe hash',
    });
    expect(cells('[state resolution]')).toMatchObject({ 1: 'v1', 2: 'v2', 11: 'v2', 12: 'v2.1' });
    expect(cells('join rules that accept knocks')).toMatchObject({
      6: '–',
      7: '`knock`',
      10: '`knock`, `knock_restricted`',
    });
  });

  it('says what survives a redaction', () => {
    expect(cells('`membership` |')).toMatchObject({ 10: 'yes', 11: '–' });
    expect(cells('`m.room.member` `third_party_invite.signed`')).toMatchObject({ 10: '–', 11: 'yes' });
    expect(cells('`m.room.create` all keys')).toMatchObject({ 10: '–', 11: 'yes' });
  });

  it('leaves no field of the rules out', () => {
    const rows =
      page
        .split('\n## ')[0]
        ?.split('\n')
        .filter((line) => line.startsWith('| ')) ?? [];
    const fields = Object.keys(ROOM_VERSIONS[0] ?? {}).filter((field) => !['version', 'redaction'].includes(field));
    // Corner and ruler are no fields.
    expect(rows).toHaveLength(fields.length + 2);
  });
});
