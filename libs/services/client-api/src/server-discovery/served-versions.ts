/**
 * Versions of the specification that clients may rely on. Each one switches code paths of clients on, so a version is
 * listed when what clients do on seeing it works (docs/decisions/0002-served-versions.md).
 */
export const SERVED_VERSIONS: readonly string[] = ['v1.1'];

/**
 * Features of later versions that work already, under the names by which clients ask for them.
 */
export const SERVED_FEATURES: Readonly<Record<string, boolean>> = {
  // Cross-signing, before it was part of v1.1.
  'org.matrix.e2e_cross_signing': true,
  // Private read receipts (v1.4).
  'org.matrix.msc2285.stable': true,
  // Profile fields beyond name and avatar (v1.16).
  'uk.tcpip.msc4133.stable': true,
};
