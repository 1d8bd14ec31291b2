import { checkPort } from '@chappe/runtime';
import type { HttpConfig } from '../http.config.js';

/**
 * Looks whether every port can be had on which the HTTP server of a process will listen.
 * @param flagNames how settings are typed: `{ 'http.port': '--port' }`
 * @throws PortTakenError
 */
export async function checkHttpPorts(
  config: HttpConfig,
  flagNames: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { port, additionalPort, listeners, bind } = config;
  const own = Object.entries(listeners).map(([name, each]) => [`http.listeners.${name}.port`, each.port] as const);
  for (const [path, wanted = 0] of [['http.port', port], ['http.additionalPort', additionalPort], ...own] as const) {
    await checkPort({ port: wanted, bind, setting: flagNames[path] ?? path });
  }
}
