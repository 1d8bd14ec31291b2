export * from './conformance/event-log.conformance.js';
export * from './postgres/create-test-database.js';
