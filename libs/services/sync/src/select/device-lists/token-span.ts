/** A span of time as two vectors of positions. */
export interface TokenSpan {
  readonly from: { readonly room: readonly number[]; readonly user: number };
  readonly to: { readonly room: readonly number[]; readonly user: number };
}
