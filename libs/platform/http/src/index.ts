export * from './endpoint.js';
export { AccessTokens } from './access/access-tokens.js';
export { type AskedRequest, Authenticates, type AuthScheme, type SchemeName } from './access/auth-scheme.js';
export { InteractiveAuth, type InteractiveAuthRound } from './access/interactive-auth.js';
export type {
  AdminRequester,
  AppserviceRequester,
  BearerRequester,
  Requester,
  RequesterOf,
  ServerRequester,
} from './access/requester.js';
export { jsonInChunks } from './answer/json-in-chunks.js';
export { type AnswerPart, MultipartAnswer } from './answer/multipart-answer.js';
export { RawAnswer, RawJson, StreamAnswer, StreamedJson } from './answer/raw-answers.js';
export { HttpAdapter } from './binding/http-adapter.js';
export { checkHttpPorts } from './binding/check-http-ports.js';
export { Listeners } from './binding/listeners.js';
export { clientAddress } from './limits/client-address.js';
export { RateLimits } from './limits/rate-limits.js';
export { TokenGuesses } from './limits/token-guesses.js';
export { type HttpConfig, httpSection } from './http.config.js';
export { HttpModule } from './http.module.js';
export { ClientGoneError } from './request/client-gone-error.js';
export { Draining } from './request/draining.js';
