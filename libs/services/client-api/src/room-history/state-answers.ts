import { Inject, Injectable } from '@nestjs/common';
import {
  type ReadStateRequest,
  type ReadStateResponse,
  RoomServiceDefinition,
  type StoredEvent,
} from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { RawJson, StreamedJson } from '@chappe/http';
import type { RoomService } from '../room-service.js';
import { STATE_PAGE_BYTES } from './room-history.limits.js';

/** Which state events are asked for. */
export type StateQuestion = Pick<ReadStateRequest, 'roomId' | 'root' | 'requester'> &
  Partial<Pick<ReadStateRequest, 'withRedactions' | 'part'>>;

/** How they are written. */
export interface StateForm {
  /** JSON before and after the events. */
  readonly head: string;
  readonly tail: string;
  /** JSON of some events, with commas between them. */
  write(events: readonly StoredEvent[]): Promise<string> | string;
}

/** Answers with state events, as large as rooms are: in memory is a page of them, whatever the client takes. */
@Injectable()
export class StateAnswers {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'readState'>) {}

  /** Ready JSON when one page holds it all; otherwise the rest is read while it is sent. */
  async answer(question: StateQuestion, form: StateForm): Promise<RawJson | StreamedJson> {
    const first = await this.#page(question, '');
    const written = form.head + (await form.write(first.events));
    if (first.next === '') return new RawJson(written + form.tail);
    const isBegun = written.length > form.head.length;
    return new StreamedJson(this.#chunks(question, form, { written, isBegun, next: first.next }));
  }

  async *#chunks(
    question: StateQuestion,
    form: StateForm,
    begun: { readonly written: string; readonly isBegun: boolean; readonly next: string },
  ): AsyncGenerator<string> {
    let { next, isBegun } = begun;
    yield begun.written;
    while (next !== '') {
      const page = await this.#page(question, next);
      const written = await form.write(page.events);
      if (written !== '') yield isBegun ? `,${written}` : written;
      isBegun ||= written !== '';
      next = page.next;
    }
    yield form.tail;
  }

  #page(question: StateQuestion, after: string): Promise<ReadStateResponse> {
    const pageBytes = STATE_PAGE_BYTES;
    return this.rooms.readState({ withRedactions: false, part: undefined, ...question, after, pageBytes });
  }
}
