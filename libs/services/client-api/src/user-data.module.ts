import { Module } from '@nestjs/common';
import { AccountData } from './account-data/account-data.js';
import { AccountDataStore } from './account-data/account-data.store.js';
import { RoomTags } from './account-data/room-tags.js';
import { ClientApiTelemetry } from './client-api.telemetry.js';
import { CrossSigning } from './cross-signing/cross-signing.js';
import { CrossSigningStore } from './cross-signing/cross-signing.store.js';
import { DeviceKeyRows } from './device-keys/device-key-rows.js';
import { DeviceKeyStore } from './device-keys/device-key.store.js';
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
import { SigningMaterials } from './published-keys/signing-materials.js';
import { PushRules } from './push-rules/push-rules.js';
import { ReadPositions } from './receipts/read-positions.js';
import { KeySignatureStore } from './signatures/key-signature.store.js';
import { SenderBudgets } from './to-device/sender-budgets.js';
import { ToDeviceMessages } from './to-device/to-device-messages.js';
import { ToDeviceTransactionStore } from './to-device/to-device-transaction.store.js';
import { ToDeviceStore } from './to-device/to-device.store.js';
import { LocalUsers } from './users/local-users.js';
import { UserLockStore } from './users/user-lock.store.js';
import { UserLogPositionStore } from './users/user-log-position.store.js';
import { UserPartitions } from './users/user-partitions.js';
import { UserSnapshots } from './users/user-snapshots.js';
import { UserTransactions } from './users/user-transactions.js';

const NOUNS = [
  AccountData,
  AccountDataStore,
  RoomTags,
  ClientApiTelemetry,
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
  LocalUsers,
  UserLockStore,
  UserLogPositionStore,
  UserPartitions,
  UserSnapshots,
  UserTransactions,
];

/** The users' data: what the verbs of this service work with. */
@Module({ providers: NOUNS, exports: NOUNS })
export class UserDataModule {}
