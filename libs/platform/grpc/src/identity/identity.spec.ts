import { describe, expect, it } from 'vitest';
import { ANYBODY, type Identity, isOneOf, serviceOf } from './identity.js';

const HERE = 'example.org';

describe('the service in a certificate', () => {
  it.each([
    ['URI:spiffe://example.org/chappe/room', 'room'],
    ['DNS:chappe.internal, URI:spiffe://example.org/chappe/client-api', 'client-api'],
  ])('of %s is %s', (subjectaltname, service) => {
    expect(serviceOf({ subjectaltname }, HERE)).toBe(service);
  });

  it.each([
    ['no name', undefined],
    ['an empty name', ''],
    ['no URI', 'DNS:spiffe://example.org/chappe/room'],
    ['another trust domain', 'URI:spiffe://elsewhere.org/chappe/room'],
    ['a longer trust domain', 'URI:spiffe://example.org.elsewhere.org/chappe/room'],
    ['a path of others', 'URI:spiffe://example.org/ns/default/sa/room'],
    ['a longer path', 'URI:spiffe://example.org/chappe/a/room'],
    ['no service', 'URI:spiffe://example.org/chappe/'],
    ['two services', 'URI:spiffe://example.org/chappe/room, URI:spiffe://example.org/chappe/sync'],
    ['a name that holds another', 'DNS:"a, URI:spiffe://example.org/chappe/room, b"'],
  ])('is none with %s', (_title, subjectaltname) => {
    expect(serviceOf(subjectaltname === undefined ? {} : { subjectaltname }, HERE)).toBeUndefined();
  });

  it('may act as itself; nobody may where it has to be proved; anybody may where it cannot be', () => {
    const services = new Set(['room', 'sync']);
    const all: readonly Identity[] = ['room', 'auth', undefined, ANYBODY];
    expect(all.map((each) => isOneOf(each, services))).toEqual([true, false, false, true]);
  });
});
