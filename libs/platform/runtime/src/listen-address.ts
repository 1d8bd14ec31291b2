import { networkInterfaces } from 'node:os';

/** The address to listen on: `::`, which takes IPv4 too, falls back to `0.0.0.0` where IPv6 is off. */
export function listenAddress(bind: string): string {
  if (bind !== '::') return bind;
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.some((address) => address.family === 'IPv6') ? '::' : '0.0.0.0';
}
