import { Injectable } from '@nestjs/common';
import { jsonInChunks, type RawJson, type StreamedJson } from '@chappe/http';
import { keyText } from './key-backup-answers.js';
import type { BackedUpKey, KeyPage, KeyRange } from './key-backup.store.js';
import { KeyBackups } from './key-backups.js';

/** Answers with the keys of a backup, as many as there are: in memory is a page of them, whatever the client takes. */
@Injectable()
export class KeyAnswers {
  constructor(private readonly backups: KeyBackups) {}

  /**
   * The keys of a backup by room, or those of a room that is named.
   * @throws MatrixError M_NOT_FOUND for the version
   */
  answer(userId: string, range: KeyRange): Promise<RawJson | StreamedJson> {
    return jsonInChunks(this.#chunks(userId, range));
  }

  async *#chunks(userId: string, range: KeyRange): AsyncGenerator<string, void> {
    const text = new KeysText(range.roomId === undefined);
    yield text.head;
    let page: KeyPage | undefined;
    while (!page?.isLast) {
      const last = page?.keys.at(-1);
      page = await this.backups.listKeys(userId, { range, after: [last?.roomId ?? '', last?.sessionId ?? ''] });
      yield text.write(page.keys);
    }
    yield text.tail;
  }
}

/** JSON of keys that come in the order of rooms. */
class KeysText {
  #room: string | undefined;
  #isFirst = true;

  /** @param byRoom whether the rooms are named; there is one otherwise */
  constructor(private readonly byRoom: boolean) {}

  get head(): string {
    return this.byRoom ? '{"rooms":{' : '{"sessions":{';
  }

  write(keys: readonly BackedUpKey[]): string {
    return keys.map((key) => `${this.#before(key)}${JSON.stringify(key.sessionId)}:${keyText(key)}`).join('');
  }

  get tail(): string {
    return this.#room === undefined ? '}}' : '}}}}';
  }

  #before({ roomId }: BackedUpKey): string {
    const isNewRoom = this.byRoom && roomId !== this.#room;
    const end = isNewRoom && this.#room !== undefined ? '}}' : '';
    const comma = this.#isFirst ? '' : ',';
    this.#isFirst = false;
    if (!isNewRoom) return comma;
    this.#room = roomId;
    return `${end}${comma}${JSON.stringify(roomId)}:{"sessions":{`;
  }
}
