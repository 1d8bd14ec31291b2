/** Parameters of an `Authorization` header of scheme X-Matrix. Spec: server-server-api, "Request Authentication". */
export interface XMatrix {
  /** Server name of the sending server, not yet parsed. */
  readonly origin: string;
  /** Server name of the receiving server, which older servers do not send. */
  readonly destination?: string;
  /** Signing key identifier, algorithm included. */
  readonly keyId: string;
  /** Base64 with or without padding, not yet decoded. */
  readonly signature: string;
}
