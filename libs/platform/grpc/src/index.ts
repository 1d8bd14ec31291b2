export * from './rpc.js';
export * from './grpc.module.js';
export { InProcessCalls } from './in-process-client.js';
export { RpcRegistry } from './rpc-registry.js';
