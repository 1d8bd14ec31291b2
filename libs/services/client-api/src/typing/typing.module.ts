import { Module } from '@nestjs/common';
import { TypingEndpoints } from './typing.endpoints.js';

/** Typing notifications (Client-Server API). */
@Module({ providers: [TypingEndpoints] })
export class TypingModule {}
