import { describe, expect, it } from 'vitest';
import { readTarget } from './read-target.js';
import { RouteTable } from './route-table.js';

const table = new RouteTable({
  default: 'rest',
  routes: [
    { service: 'login', paths: [{ type: 'Prefix', path: '/a/login' }] },
    { service: 'deeper', paths: [{ type: 'Prefix', path: '/a/login/deeper' }] },
    { service: 'exact', paths: [{ type: 'Exact', path: '/a/login/exact' }] },
  ],
  sticky: ['login'],
});

describe('RouteTable', () => {
  it.each([
    ['/a/login', 'login'],
    ['/a/login/', 'login'],
    ['/a/login/x/y', 'login'],
    ['/a/login/deeper/y', 'deeper'],
    ['/a/login/exact', 'exact'],
    ['/a/login/exact/', 'login'],
    ['/a/loginx', 'rest'],
    ['/a', 'rest'],
    ['/', 'rest'],
  ])('sends %s to %s', (path, service) => {
    expect(table.serviceOf(path)).toBe(service);
  });

  it('knows its services and which of them are sticky', () => {
    expect(table.services).toEqual(['deeper', 'exact', 'login', 'rest']);
    expect(table.services.filter((service) => table.isSticky(service))).toEqual(['login']);
  });

  it('refuses a path that is routed twice', () => {
    const paths = [{ type: 'Prefix', path: '/a' }] as const;
    const routes = [
      { service: 'one', paths },
      { service: 'two', paths },
    ];
    expect(() => new RouteTable({ default: 'rest', routes, sticky: [] })).toThrow('/a is routed twice');
  });
});

describe('readTarget', () => {
  it.each([
    '/_chappe',
    '/_chappe/metrics',
    '//_chappe/ready',
    '/%5Fchappe/ready',
    '/_chappe%2fready',
    'http://x/_chappe/ready?a',
    'x',
    '',
    '*',
  ])('has no way for %j', (url) => {
    expect(readTarget(url)).toBeUndefined();
  });

  it.each([
    ['/a/%73ync?b=%2F', '/a/%73ync?b=%2F', '/a/sync'],
    ['http://host:1/a?b', '/a?b', '/a'],
    ['/a/%zz', '/a/%zz', '/a/%zz'],
    ['/_chappex', '/_chappex', '/_chappex'],
  ])('reads %s', (url, text, path) => {
    expect(readTarget(url)).toEqual({ text, path });
  });
});
