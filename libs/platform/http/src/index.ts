export * from './endpoint.js';
export { AccessTokens } from './access/access-tokens.js';
export { InteractiveAuth, type InteractiveAuthRound } from './access/interactive-auth.js';
export { HttpAdapter } from './binding/http-adapter.js';
export { listenAddress } from './binding/listen-address.js';
export { clientAddress } from './limits/client-address.js';
export { type HttpConfig, httpSection } from './http.config.js';
export { HttpModule } from './http.module.js';
export { ClientGoneError } from './request/client-gone-error.js';
