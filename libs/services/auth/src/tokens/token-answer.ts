import type { IssuedTokens } from './token.js';

/** Tokens as members of an answer of login, registration and refresh. */
export function tokenAnswer(tokens: IssuedTokens) {
  return {
    access_token: tokens.accessToken,
    ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
    ...(tokens.expiresInMs !== undefined && { expires_in_ms: tokens.expiresInMs }),
  };
}
