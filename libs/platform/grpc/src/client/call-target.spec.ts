import { loadConfig } from '@chappe/config';
import { describe, expect, it } from 'vitest';
import { grpcSection } from '../grpc.config.js';
import { canonicalAddress, parseCallTarget } from './call-target.js';

describe('the address of a process', () => {
  it.each([
    ['room:9090', { host: 'room', port: 9090, isDns: false }],
    ['dns:room.chappe.svc:9090', { host: 'room.chappe.svc', port: 9090, isDns: true }],
    ['[fd00::1]:80', { host: 'fd00::1', port: 80, isDns: false }],
    ['dns:127.0.0.1:80', { host: '127.0.0.1', port: 80, isDns: true }],
  ])('%s is a host and a port', (text, target) => {
    expect(parseCallTarget(text)).toEqual(target);
    expect(loadConfig([grpcSection], { env: { CHAPPE_GRPC_ROOMS: text }, flags: {} }).of(grpcSection).rooms).toEqual([
      text,
    ]);
  });

  it.each(['room', 'http://room:9090', 'room:', 'fd00::1', 'dns:room', 'a b:1'])('%s is refused', (text) => {
    expect(() => loadConfig([grpcSection], { env: { CHAPPE_GRPC_ROOMS: text }, flags: {} })).toThrow(
      'CHAPPE_GRPC_ROOMS',
    );
  });

  it.each(['room:0', 'room:65536', ':80', 'room:x'])('%s leads nowhere', (text) => {
    expect(() => parseCallTarget(text)).toThrow('no host and port');
  });

  it('of IPv6 is written with brackets always', () => {
    expect(canonicalAddress('fd00::1:9090')).toBe('[fd00::1]:9090');
    expect(canonicalAddress('[fd00::1]:9090')).toBe('[fd00::1]:9090');
  });
});
