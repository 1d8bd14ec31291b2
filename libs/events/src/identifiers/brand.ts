declare const brand: unique symbol;

/** A text that one parser has checked; `Name` keeps the kinds of identifier apart at compile time. */
export type Brand<Name extends string> = string & { readonly [brand]: Name };
