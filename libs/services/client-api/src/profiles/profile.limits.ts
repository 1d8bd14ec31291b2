/**
 * A whole profile as JSON, in bytes (Client-Server API, PUT /profile/{userId}/{keyName}: under 64 KiB). Beyond: 400
 * M_PROFILE_TOO_LARGE.
 */
export const PROFILE_BYTES_MAX = 65_536;

/** Display names go into every member event of the user. Beyond: 400 M_INVALID_PARAM. */
export const DISPLAYNAME_CHARACTERS_MAX = 256;

/** Content URIs go into every member event of the user. Beyond: 400 M_INVALID_PARAM. */
export const AVATAR_URL_CHARACTERS_MAX = 1_000;

/** Name of a profile field, in bytes. Beyond: 400 M_KEY_TOO_LARGE. */
export const PROFILE_KEY_BYTES_MAX = 255;
