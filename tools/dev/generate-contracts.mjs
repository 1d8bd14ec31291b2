// Generates the TypeScript of the gRPC contracts when a .proto is newer than the last run. Plain JavaScript: it runs
// before any build.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const generated = join(root, 'libs/contracts/src/gen');
const stamp = join(generated, '.stamp');
const inputs = [...globSync('libs/contracts/grpc/**/*.proto', { cwd: root }).sort(), 'buf.yaml', 'buf.gen.yaml'];
const hash = createHash('sha256');
for (const input of inputs) hash.update(input).update(readFileSync(join(root, input)));
const wanted = hash.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
  mkdirSync(generated, { recursive: true });
  execFileSync(join(bin, 'buf'), ['generate'], { cwd: root, env, stdio: 'inherit' });
  writeFileSync(stamp, wanted);
}
