export { parseDeviceId, DEVICE_ID_CHARACTERS_MAX, type DeviceId } from './identifiers/device-id.js';
export { isEventIdOf, parseEventId, type EventId, type EventIdForm } from './identifiers/event-id.js';
export { IDENTIFIER_BYTES_MAX } from './identifiers/identifier-text.js';
export { parseRoomAlias, type RoomAlias } from './identifiers/room-alias.js';
export { isRoomIdOf, parseRoomId, type RoomId } from './identifiers/room-id.js';
export { parseServerName, SERVER_NAME_CHARACTERS_MAX, type ServerName } from './identifiers/server-name.js';
export { serverNameOf } from './identifiers/server-name-of.js';
export { localpartOf, parseNewLocalpart, parseUserId, type UserId } from './identifiers/user-id.js';
export { allowedRoomsOf, joinRuleOf } from './content/join-rules-content.js';
export { creatorsOf, isFederated, roomTypeOf, roomVersionOf } from './content/create-content.js';
export { fieldOf, isJsonObject, objectOf, textOf } from './content/json-fields.js';
export { authorisingUserOf, memberProfileOf, membershipOf, type Membership } from './content/member-content.js';
export {
  AUTH_EVENTS_MAX,
  DEPTH_MAX,
  EVENT_BYTES_MAX,
  EVENT_FIELD_BYTES_MAX,
  PREV_EVENTS_MAX,
  type GraphEdge,
  type Pdu,
  type PduInteger,
} from './content/pdu.js';
export { authEventIdsOf, prevEventIdsOf } from './content/graph-edges.js';
export { depthAfter } from './content/depth-after.js';
export { compareIntegers, toSafeInteger } from './content/pdu-integer.js';
export { powerLevelOf } from './content/power-level-of.js';
export { PowerLevels } from './content/power-levels.js';
export type { ContentKept, RedactionRules, RoomVersionRules } from './room-versions/room-version-rules.js';
export { DEFAULT_ROOM_VERSION, ROOM_VERSIONS, roomVersionRules } from './room-versions/room-versions.js';
export { redactPdu } from './redaction/redact-pdu.js';
export { mayApplyRedaction, type RedactionPair } from './redaction/may-apply-redaction.js';
export { redactsOf } from './redaction/redacts-of.js';
export type { Admission, AdmissionContext, KeyLookup, KnownKey, PduSource } from './receive-event/admission.js';
export { admitPdu } from './receive-event/admit-pdu.js';
export { judgeByAuthEvents, type JudgedEvent } from './receive-event/judge-by-auth-events.js';
export { readPdu, type PduReading } from './receive-event/read-pdu.js';
export { requiredSigners, thirdPartyInviteSigners } from './receive-event/required-signers.js';
export { signaturesToCheck } from './receive-event/signatures-to-check.js';
export { buildEvent } from './build-event/build-event.js';
export { contentHash, eventIdOf, graphEdge, referenceHashOf, signedText } from './build-event/event-hashes.js';
export type { BuiltEvent, EventSigner, EventTemplate } from './build-event/event-template.js';
export { EventTooLargeError, type TooLargePart } from './build-event/event-too-large-error.js';
export type { StateSlot } from './content/state-slot.js';
export { powerLevels, type StateLookup } from './event-auth/auth-state.js';
export type { AuthVerdict } from './event-auth/auth-verdict.js';
export { checkAuthEvents, type AuthEvent } from './event-auth/check-auth-events.js';
export { checkAuth } from './event-auth/check-auth.js';
export { selectAuthEvents, type AuthSelection } from './event-auth/select-auth-events.js';
export { changeState, type ChangedState, type StateChange } from './state-map/change-state.js';
export { DamagedNodeError } from './state-map/damaged-node-error.js';
export { decodeNode } from './state-map/decode-node.js';
export { diffState, type StateDifference } from './state-map/diff-state.js';
export { encodeNode, hashOfNode } from './state-map/encode-node.js';
export { childrenOf } from './state-map/inner-node.js';
export { listState } from './state-map/list-state.js';
export { lookUpState } from './state-map/look-up-state.js';
export { EMPTY_STATE, MissingNodeError, type NodeSource } from './state-map/node-source.js';
export { countState, statePage, type StatePageRequest } from './state-map/state-page.js';
export type { NodeHash, StateEntry, StateNode } from './state-map/state-node.js';
export {
  historyVisibilityOf,
  mayUserSee,
  type HistoryVisibility,
  type VisibilityQuestion,
} from './history-visibility/history-visibility.js';
export { isErasableFor, sawUpTo, type ErasableEvent, type Stage } from './history-visibility/erasure.js';
export type { EventInRoom } from './history-visibility/event-in-room.js';
export { mayServerSee, type ServerVisibilityQuestion } from './history-visibility/may-server-see.js';
export { serverQuestion, type ServerInRoom } from './history-visibility/server-question.js';
export { userQuestion } from './history-visibility/user-question.js';
export {
  clientEventJson,
  clientEventPrefix,
  federationEventPrefix,
  strippedStateJson,
} from './client-event/client-event.js';
export { applyEventFields } from './filters/apply-event-fields.js';
export type { EventFilter, Filter, RoomEventFilter, RoomFilter } from './filters/filter.js';
export { matchesEventFilter, matchesRooms, type FilterableEvent } from './filters/matches-event-filter.js';
export { FILTER_LIST_MAX, parseFilter, parseRoomEventFilter } from './filters/parse-filter.js';
export { parsePropertyPath } from './content/parse-property-path.js';
export { FoldedText } from './glob-matching/folded-text.js';
export { Glob } from './glob-matching/glob.js';
export { addRule, type NewPushRule } from './push-rules/add-rule.js';
export { evaluatePushRules } from './push-rules/evaluate-push-rules.js';
export { preparePushRules, type PreparedPushRules } from './push-rules/prepare-push-rules.js';
export type { PushUser } from './push-rules/push-condition.js';
export type { PushEvaluation } from './push-rules/push-evaluation.js';
export { PushEvent, type PushRoom } from './push-rules/push-event.js';
export { PushRulePool } from './push-rules/push-rule-pool.js';
export { PUSH_RULES_MAX } from './push-rules/push-rules.limits.js';
export { removeRule, setActions, setEnabled, type PushRulePath } from './push-rules/change-rule.js';
export { defaultPushRules } from './push-rules/default-push-rules.js';
export type { PushRuleChange, PushRuleRefusal } from './push-rules/push-rule-change.js';
export {
  getRule,
  PUSH_RULE_KINDS,
  type PushAction,
  type PushRule,
  type PushRuleKind,
  type PushRuleset,
} from './push-rules/push-ruleset.js';
export { AuthChains } from './state-resolution/auth-chains.js';
export type { EventSource, GraphEvent } from './state-resolution/graph-event.js';
export { MissingEventsError } from './state-resolution/missing-events-error.js';
export { resolveState, type ResolutionSources } from './state-resolution/resolve-state.js';
