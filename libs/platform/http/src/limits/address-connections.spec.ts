import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { AddressConnections } from './address-connections.js';

class TestSocket extends EventEmitter {
  constructor(readonly remoteAddress: string | undefined) {
    super();
  }
}

const from = (address: string | undefined): TestSocket => new TestSocket(address);

describe('connections of an address', () => {
  it('are refused beyond the limit, and admitted again when others have closed', () => {
    const connections = new AddressConnections({ perAddressMax: 2, exempt: [] });
    const [first, second] = [from('192.0.2.1'), from('::ffff:192.0.2.1')];
    expect([first, second, from('192.0.2.1')].map((socket) => connections.admit(socket))).toEqual([true, true, false]);
    expect(connections.admit(from('192.0.2.2'))).toBe(true);
    first.emit('close');
    expect(connections.admit(from('192.0.2.1'))).toBe(true);
    expect(connections.admit(from('192.0.2.1'))).toBe(false);
  });

  it('count together within one IPv6 network of a customer', () => {
    const connections = new AddressConnections({ perAddressMax: 1, exempt: [] });
    expect(connections.admit(from('2001:db8::1'))).toBe(true);
    expect(connections.admit(from('2001:db8::2'))).toBe(false);
    expect(connections.admit(from('2001:db8:0:1::1'))).toBe(true);
  });

  it('are forgotten when the last one has closed', () => {
    const connections = new AddressConnections({ perAddressMax: 1, exempt: [] });
    const socket = from('192.0.2.1');
    connections.admit(socket);
    expect(connections.size).toBe(1);
    socket.emit('close');
    expect(connections.size).toBe(0);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '10.1.2.3', '::ffff:10.1.2.3', '192.0.2.9', 'fd00::5'])(
    'of %s are not limited: loopback, or a proxy',
    (address) => {
      const exempt = ['10.0.0.0/8', '192.0.2.9', 'fd00::/8'];
      const connections = new AddressConnections({ perAddressMax: 1, exempt });
      for (let i = 0; i < 5; i++) expect(connections.admit(from(address))).toBe(true);
    },
  );
});
