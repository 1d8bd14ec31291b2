import { Module } from '@nestjs/common';
import { AccountData } from './account-data/account-data.js';
import { AccountDataStore } from './account-data/account-data.store.js';
import { RoomTags } from './tags/room-tags.js';
import { CrossSigning } from './cross-signing/cross-signing.js';
import { CrossSigningStore } from './published-keys/cross-signing.store.js';
import { DeviceKeyRows } from './device-keys/device-key-rows.js';
import { DeviceKeyStore } from './published-keys/device-key.store.js';
import { DeviceKeys } from './device-keys/device-keys.js';
import { FallbackKeyStore } from './device-keys/fallback-key.store.js';
import { KeyClaims } from './device-keys/key-claims.js';
import { KeyCounter } from './device-keys/key-counter.js';
import { OneTimeKeyStore } from './device-keys/one-time-key.store.js';
import { FanOutStore } from './fan-outs/fan-out.store.js';
import { FanOuts } from './fan-outs/fan-outs.js';
import { FilterStore } from './filters/filter.store.js';
import { Filters } from './filters/filters.js';
import { BackedUpKeyStore } from './key-backups/backed-up-key.store.js';
import { KeyBackupVersionStore } from './key-backups/key-backup-version.store.js';
import { KeyBackups } from './key-backups/key-backups.js';
import { KnownProfiles } from './profiles/known-profiles.js';
import { ProfileStore } from './profiles/profile.store.js';
import { Profiles } from './profiles/profiles.js';
import { PublishedKeys } from './published-keys/published-keys.js';
import { SigningMaterials } from './cross-signing/signing-materials.js';
import { PushRules } from './push-rules/push-rules.js';
import { ReadPositions } from './receipts/read-positions.js';
import { KeySignatureStore } from './published-keys/key-signature.store.js';
import { SenderBudgets } from './to-device/sender-budgets.js';
import { ToDeviceMessages } from './to-device/to-device-messages.js';
import { ToDeviceTransactionStore } from './to-device/to-device-transaction.store.js';
import { ToDeviceStore } from './to-device/to-device.store.js';
import { ClientApiTelemetryModule } from './client-api-telemetry.module.js';
import { UsersModule } from './users/users.module.js';

const MODULES = [ClientApiTelemetryModule, UsersModule];

const NOUNS = [
  AccountData,
  AccountDataStore,
  RoomTags,
  CrossSigning,
  CrossSigningStore,
  DeviceKeyRows,
  DeviceKeyStore,
  DeviceKeys,
  FallbackKeyStore,
  KeyClaims,
  KeyCounter,
  OneTimeKeyStore,
  FanOutStore,
  FanOuts,
  FilterStore,
  Filters,
  BackedUpKeyStore,
  KeyBackupVersionStore,
  KeyBackups,
  KnownProfiles,
  ProfileStore,
  Profiles,
  PublishedKeys,
  SigningMaterials,
  PushRules,
  ReadPositions,
  KeySignatureStore,
  SenderBudgets,
  ToDeviceMessages,
  ToDeviceTransactionStore,
  ToDeviceStore,
];

/** The users' data: what the verbs of this service work with. */
@Module({ imports: MODULES, providers: NOUNS, exports: [...MODULES, ...NOUNS] })
export class UserDataModule {}
