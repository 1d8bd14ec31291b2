/** A message type as generated from a proto. */
export interface MessageType<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(input: Uint8Array): T;
}

/** A unary method as generated from a proto. */
export interface MethodDefinition<Request, Response> {
  readonly name: string;
  readonly requestType: MessageType<Request>;
  readonly responseType: MessageType<Response>;
}

/** A service as generated from a proto: `RoomServiceDefinition` and the like. */
export interface ServiceDefinition {
  readonly name: string;
  readonly fullName: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- method types are bivariant in their messages
  readonly methods: Readonly<Record<string, MethodDefinition<any, any>>>;
}

export type MethodName<D extends ServiceDefinition> = keyof D['methods'] & string;
export type RequestOf<D extends ServiceDefinition, M extends MethodName<D>> =
  D['methods'][M] extends MethodDefinition<infer Request, infer _Response> ? Request : never;
export type ResponseOf<D extends ServiceDefinition, M extends MethodName<D>> =
  D['methods'][M] extends MethodDefinition<infer _Request, infer Response> ? Response : never;
