/** A span as it travels to another process: the W3C headers (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  readonly traceparent: string;
  /** Empty: none. */
  readonly tracestate: string;
}
