import { Module } from '@nestjs/common';
import { AccountDataModule } from '../account-data/account-data.module.js';
import { PushRulesEndpoints } from './push-rules.endpoints.js';
import { PushRules } from './push-rules.js';

/** Push rules (Client-Server API, "Push notifications"). */
@Module({ imports: [AccountDataModule], providers: [PushRulesEndpoints, PushRules], exports: [PushRules] })
export class PushRulesModule {}
