import { constants } from 'node:os';

// Imported before everything else: nothing of ours may be imported here.

export type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

let answer = (signal: EndSignal): void => process.exit(128 + constants.signals[signal]);
let isListening = false;

/**
 * Ends the process when it is told to, from its first line on: as process 1 of a container nothing else would. The
 * listeners are never taken away, for a signal that came just before is not handed to those that are added afterwards.
 */
export function listenToSignals(): void {
  if (isListening) return;
  isListening = true;
  // One Ctrl-C may arrive more than once: from the terminal, and again from npm.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => answer(signal));
}

/** From now on signals do this instead. */
export function answerSignals(by: (signal: EndSignal) => void): void {
  answer = by;
}
