import { spawn } from 'node:child_process';

/**
 * Sends a process a signal when this process is gone, however that came about: a shell waits for the end of a pipe that
 * only we hold open.
 * @returns what lets go of it; call it when the process has ended, before somebody else gets its number
 */
export function endWithUs(pid: number, signal: 'KILL' | 'INT'): () => void {
  const script = 'read -r line; kill "-$1" "$0" 2>/dev/null';
  const watchdog = spawn('sh', ['-c', script, String(pid), signal], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  watchdog.stdin.on('error', () => undefined);
  return () => {
    // The shell first: at the end of its input it would send the signal.
    watchdog.kill('SIGKILL');
    watchdog.stdin.destroy();
  };
}
