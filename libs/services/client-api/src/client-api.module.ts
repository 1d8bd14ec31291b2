import { Module } from '@nestjs/common';
import { AcknowledgeToDeviceRpc } from './to-device/acknowledge-to-device.rpc.js';
import { PutRoomKeyBySessionIdEndpoint } from './key-backups/put-room-key-by-session-id.endpoint.js';
import { PutRoomKeysByRoomIdEndpoint } from './key-backups/put-room-keys-by-room-id.endpoint.js';
import { PutRoomKeysEndpoint } from './key-backups/put-room-keys.endpoint.js';
import { SetAccountDataEndpoint } from './account-data/set-account-data.endpoint.js';
import { SetRoomAccountDataEndpoint } from './account-data/set-room-account-data.endpoint.js';
import { DeleteProfileFieldEndpoint } from './profiles/delete-profile-field.endpoint.js';
import { SetProfileFieldEndpoint } from './profiles/set-profile-field.endpoint.js';
import { DeletePushRuleEndpoint } from './push-rules/delete-push-rule.endpoint.js';
import { SetPushRuleActionsEndpoint } from './push-rules/set-push-rule-actions.endpoint.js';
import { SetPushRuleEnabledEndpoint } from './push-rules/set-push-rule-enabled.endpoint.js';
import { SetPushRuleEndpoint } from './push-rules/set-push-rule.endpoint.js';
import { ClaimKeysEndpoint } from './device-keys/claim-keys.endpoint.js';
import { DefineFilterEndpoint } from './filters/define-filter.endpoint.js';
import { DeleteRoomKeyBySessionIdEndpoint } from './key-backups/delete-room-key-by-session-id.endpoint.js';
import { DeleteRoomKeysByRoomIdEndpoint } from './key-backups/delete-room-keys-by-room-id.endpoint.js';
import { DeleteRoomKeysEndpoint } from './key-backups/delete-room-keys.endpoint.js';
import { FanOutDeviceListsConsumer } from './devices/fan-out-device-lists.consumer.js';
import { FanOutProfileConsumer } from './profiles/fan-out-profile.consumer.js';
import { ForgetDeviceConsumer } from './devices/forget-device.consumer.js';
import { DeleteRoomKeysVersionEndpoint } from './key-backups/delete-room-keys-version.endpoint.js';
import { GetRoomKeysVersionCurrentEndpoint } from './key-backups/get-room-keys-version-current.endpoint.js';
import { GetRoomKeysVersionEndpoint } from './key-backups/get-room-keys-version.endpoint.js';
import { PostRoomKeysVersionEndpoint } from './key-backups/post-room-keys-version.endpoint.js';
import { PutRoomKeysVersionEndpoint } from './key-backups/put-room-keys-version.endpoint.js';
import { QueryKeysEndpoint } from './published-keys/query-keys.endpoint.js';
import { GetAccountDataEndpoint } from './account-data/get-account-data.endpoint.js';
import { GetRoomAccountDataEndpoint } from './account-data/get-room-account-data.endpoint.js';
import { ReadDeviceRpc } from './devices/read-device.rpc.js';
import { GetFilterEndpoint } from './filters/get-filter.endpoint.js';
import { GetFilterRpc } from './filters/get-filter.rpc.js';
import { GetProfileFieldEndpoint } from './profiles/get-profile-field.endpoint.js';
import { GetProfileEndpoint } from './profiles/get-profile.endpoint.js';
import { GetPushRuleActionsEndpoint } from './push-rules/get-push-rule-actions.endpoint.js';
import { GetPushRuleEnabledEndpoint } from './push-rules/get-push-rule-enabled.endpoint.js';
import { GetPushRuleEndpoint } from './push-rules/get-push-rule.endpoint.js';
import { GetPushRulesGlobalEndpoint } from './push-rules/get-push-rules-global.endpoint.js';
import { GetPushRulesEndpoint } from './push-rules/get-push-rules.endpoint.js';
import { ReadUserRpc } from './account-data/read-user.rpc.js';
import { GetRoomKeyBySessionIdEndpoint } from './key-backups/get-room-key-by-session-id.endpoint.js';
import { GetRoomKeysByRoomIdEndpoint } from './key-backups/get-room-keys-by-room-id.endpoint.js';
import { GetRoomKeysEndpoint } from './key-backups/get-room-keys.endpoint.js';
import { StoredRoomKeys } from './key-backups/stored-room-keys.js';
import { RoomsModule } from './rooms.module.js';
import { SendReceiptEndpoint } from './receipts/send-receipt.endpoint.js';
import { SetReadMarkersEndpoint } from './receipts/set-read-markers.endpoint.js';
import { Recipients } from './to-device/recipients.js';
import { SendToDeviceEndpoint } from './to-device/send-to-device.endpoint.js';
import { SetTypingEndpoint } from './typing/set-typing.endpoint.js';
import { DeleteTagEndpoint } from './tags/delete-tag.endpoint.js';
import { GetTagsEndpoint } from './tags/get-tags.endpoint.js';
import { SetTagEndpoint } from './tags/set-tag.endpoint.js';
import { UploadCrossSigningKeysEndpoint } from './cross-signing/upload-cross-signing-keys.endpoint.js';
import { UploadKeysEndpoint } from './device-keys/upload-keys.endpoint.js';
import { UploadSignaturesEndpoint } from './cross-signing/upload-signatures.endpoint.js';
import { UserDataModule } from './user-data.module.js';

/**
 * The client API's endpoints, calls and consumers for user data. Needs the platform's modules and the clients of room
 * and auth.
 */
@Module({
  imports: [RoomsModule, UserDataModule],
  providers: [
    AcknowledgeToDeviceRpc,
    PutRoomKeyBySessionIdEndpoint,
    PutRoomKeysByRoomIdEndpoint,
    PutRoomKeysEndpoint,
    SetAccountDataEndpoint,
    SetRoomAccountDataEndpoint,
    DeleteProfileFieldEndpoint,
    SetProfileFieldEndpoint,
    DeletePushRuleEndpoint,
    SetPushRuleActionsEndpoint,
    SetPushRuleEnabledEndpoint,
    SetPushRuleEndpoint,
    ClaimKeysEndpoint,
    DefineFilterEndpoint,
    DeleteRoomKeyBySessionIdEndpoint,
    DeleteRoomKeysByRoomIdEndpoint,
    DeleteRoomKeysEndpoint,
    FanOutDeviceListsConsumer,
    FanOutProfileConsumer,
    ForgetDeviceConsumer,
    DeleteRoomKeysVersionEndpoint,
    GetRoomKeysVersionCurrentEndpoint,
    GetRoomKeysVersionEndpoint,
    PostRoomKeysVersionEndpoint,
    PutRoomKeysVersionEndpoint,
    QueryKeysEndpoint,
    GetAccountDataEndpoint,
    GetRoomAccountDataEndpoint,
    ReadDeviceRpc,
    GetFilterEndpoint,
    GetFilterRpc,
    GetProfileFieldEndpoint,
    GetProfileEndpoint,
    GetPushRuleActionsEndpoint,
    GetPushRuleEnabledEndpoint,
    GetPushRuleEndpoint,
    GetPushRulesGlobalEndpoint,
    GetPushRulesEndpoint,
    ReadUserRpc,
    GetRoomKeyBySessionIdEndpoint,
    GetRoomKeysByRoomIdEndpoint,
    GetRoomKeysEndpoint,
    StoredRoomKeys,
    SendReceiptEndpoint,
    SetReadMarkersEndpoint,
    Recipients,
    SendToDeviceEndpoint,
    SetTypingEndpoint,
    DeleteTagEndpoint,
    GetTagsEndpoint,
    SetTagEndpoint,
    UploadCrossSigningKeysEndpoint,
    UploadKeysEndpoint,
    UploadSignaturesEndpoint,
  ],
  exports: [UserDataModule],
})
export class ClientApiModule {}
