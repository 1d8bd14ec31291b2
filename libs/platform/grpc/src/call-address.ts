/** Injection token of {@link CallAddress}. */
export const CALL_ADDRESS = 'chappe:call-address';

/** `host:port` under which other processes call this one; undefined where all calls stay in the process. */
export type CallAddress = () => string | undefined;
