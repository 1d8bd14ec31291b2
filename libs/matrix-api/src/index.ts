export * from './errors/matrix-error.js';
export * from './endpoint/define-endpoint.js';
