import { Module } from '@nestjs/common';
import { AccountDataModule } from '../account-data/account-data.module.js';
import { ClientEvents } from './client-events.js';
import { PageTokens } from './page-tokens.js';
import { RoomHistoryEndpoints } from './room-history.endpoints.js';
import { StateAnswers } from './state-answers.js';

/** Getting events for a room (Client-Server API). */
@Module({ imports: [AccountDataModule], providers: [RoomHistoryEndpoints, ClientEvents, PageTokens, StateAnswers] })
export class RoomHistoryModule {}
