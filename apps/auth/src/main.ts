// As process 1 of a container nothing ends this program before it listens to signals, and loading it takes a while.
process.once('SIGTERM', () => process.exit(143));

const { runProcess } = await import('@chappe/process');
const { manifest } = await import('./manifest.js');

await runProcess(manifest, process);
