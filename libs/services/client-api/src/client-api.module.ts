import { Module } from '@nestjs/common';
import { AcknowledgeToDeviceRpc } from './acknowledge-to-device/acknowledge-to-device.rpc.js';
import { PutRoomKeyBySessionIdEndpoint } from './back-up-keys/put-room-key-by-session-id.endpoint.js';
import { PutRoomKeysByRoomIdEndpoint } from './back-up-keys/put-room-keys-by-room-id.endpoint.js';
import { PutRoomKeysEndpoint } from './back-up-keys/put-room-keys.endpoint.js';
import { SetAccountDataEndpoint } from './change-account-data/set-account-data.endpoint.js';
import { SetRoomAccountDataEndpoint } from './change-account-data/set-room-account-data.endpoint.js';
import { DeleteProfileFieldEndpoint } from './change-profile/delete-profile-field.endpoint.js';
import { SetProfileFieldEndpoint } from './change-profile/set-profile-field.endpoint.js';
import { DeletePushRuleEndpoint } from './change-push-rules/delete-push-rule.endpoint.js';
import { SetPushRuleActionsEndpoint } from './change-push-rules/set-push-rule-actions.endpoint.js';
import { SetPushRuleEnabledEndpoint } from './change-push-rules/set-push-rule-enabled.endpoint.js';
import { SetPushRuleEndpoint } from './change-push-rules/set-push-rule.endpoint.js';
import { ClaimKeysEndpoint } from './claim-keys/claim-keys.endpoint.js';
import { DefineFilterEndpoint } from './define-filter/define-filter.endpoint.js';
import { DeleteRoomKeyBySessionIdEndpoint } from './delete-backed-up-keys/delete-room-key-by-session-id.endpoint.js';
import { DeleteRoomKeysByRoomIdEndpoint } from './delete-backed-up-keys/delete-room-keys-by-room-id.endpoint.js';
import { DeleteRoomKeysEndpoint } from './delete-backed-up-keys/delete-room-keys.endpoint.js';
import { FanOutDeviceListsConsumer } from './fan-out-device-lists/fan-out-device-lists.consumer.js';
import { FanOutProfileConsumer } from './fan-out-profile/fan-out-profile.consumer.js';
import { ForgetDeviceConsumer } from './forget-device/forget-device.consumer.js';
import { DeleteRoomKeysVersionEndpoint } from './manage-backups/delete-room-keys-version.endpoint.js';
import { GetRoomKeysVersionCurrentEndpoint } from './manage-backups/get-room-keys-version-current.endpoint.js';
import { GetRoomKeysVersionEndpoint } from './manage-backups/get-room-keys-version.endpoint.js';
import { PostRoomKeysVersionEndpoint } from './manage-backups/post-room-keys-version.endpoint.js';
import { PutRoomKeysVersionEndpoint } from './manage-backups/put-room-keys-version.endpoint.js';
import { QueryKeysEndpoint } from './query-keys/query-keys.endpoint.js';
import { GetAccountDataEndpoint } from './read-account-data/get-account-data.endpoint.js';
import { GetRoomAccountDataEndpoint } from './read-account-data/get-room-account-data.endpoint.js';
import { ReadDeviceRpc } from './read-device/read-device.rpc.js';
import { GetFilterEndpoint } from './read-filter/get-filter.endpoint.js';
import { GetFilterRpc } from './read-filter/get-filter.rpc.js';
import { GetProfileFieldEndpoint } from './read-profile/get-profile-field.endpoint.js';
import { GetProfileEndpoint } from './read-profile/get-profile.endpoint.js';
import { GetPushRuleActionsEndpoint } from './read-push-rules/get-push-rule-actions.endpoint.js';
import { GetPushRuleEnabledEndpoint } from './read-push-rules/get-push-rule-enabled.endpoint.js';
import { GetPushRuleEndpoint } from './read-push-rules/get-push-rule.endpoint.js';
import { GetPushRulesGlobalEndpoint } from './read-push-rules/get-push-rules-global.endpoint.js';
import { GetPushRulesEndpoint } from './read-push-rules/get-push-rules.endpoint.js';
import { ReadUserRpc } from './read-user/read-user.rpc.js';
import { GetRoomKeyBySessionIdEndpoint } from './restore-keys/get-room-key-by-session-id.endpoint.js';
import { GetRoomKeysByRoomIdEndpoint } from './restore-keys/get-room-keys-by-room-id.endpoint.js';
import { GetRoomKeysEndpoint } from './restore-keys/get-room-keys.endpoint.js';
import { StoredRoomKeys } from './restore-keys/stored-room-keys.js';
import { RoomsModule } from './rooms.module.js';
import { SendReceiptEndpoint } from './send-receipt/send-receipt.endpoint.js';
import { SetReadMarkersEndpoint } from './send-receipt/set-read-markers.endpoint.js';
import { Recipients } from './send-to-device/recipients.js';
import { SendToDeviceEndpoint } from './send-to-device/send-to-device.endpoint.js';
import { SetTypingEndpoint } from './set-typing/set-typing.endpoint.js';
import { DeleteTagEndpoint } from './tag-rooms/delete-tag.endpoint.js';
import { GetTagsEndpoint } from './tag-rooms/get-tags.endpoint.js';
import { SetTagEndpoint } from './tag-rooms/set-tag.endpoint.js';
import { UploadCrossSigningKeysEndpoint } from './upload-cross-signing-keys/upload-cross-signing-keys.endpoint.js';
import { UploadKeysEndpoint } from './upload-keys/upload-keys.endpoint.js';
import { UploadSignaturesEndpoint } from './upload-signatures/upload-signatures.endpoint.js';
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
