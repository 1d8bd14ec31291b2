export * from './rpc.js';
export * from './call-address.js';
export * from './errors/wrong-owner-error.js';
export * from './grpc.config.js';
export * from './grpc.module.js';
export { InProcessCalls } from './binding/in-process-calls.js';
export { RpcRegistry } from './binding/rpc-registry.js';
