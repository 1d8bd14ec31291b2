import { listenToSignals } from '@chappe/process/signals';

// Before the rest, which takes a while to load.
listenToSignals();

const { runProcess } = await import('@chappe/process');
const { manifest } = await import('./manifest.js');

await runProcess(manifest, process);
