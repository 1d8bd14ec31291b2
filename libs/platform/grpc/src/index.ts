export * from './rpc.js';
export * from './grpc.module.js';
export { InProcessCalls } from './in-process-calls.js';
export { RpcRegistry } from './rpc-registry.js';
