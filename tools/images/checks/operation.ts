import { type CheckedImage, expectThat, HARDENED, type ImageCheck } from './image-check.ts';

/** Services read their settings from a file, all-in-one has a data folder. */
const commandFor = (app: string): readonly string[] => (app === 'all-in-one' ? [] : ['serve', '--config', '/tmp/none']);

/** What every image does without a database. */
export const operation: readonly ImageCheck[] = [
  {
    title: 'refuses a setting that it does not know with one line and exit code 1',
    run: (checked) => refuses(checked, ['--env=CHAPPE_NO_SUCH_SETTING=1', checked.image]),
  },
  {
    title: 'refuses a flag that it does not know with one line and exit code 1',
    run: (checked) => refuses(checked, [checked.image, ...commandFor(checked.app), '--prot', '1']),
  },
  {
    title: 'tells what it can do',
    async run({ engine, image }) {
      const output = await engine.do(['run', '--rm', ...HARDENED, '--network=none', image, '--help']);
      expectThat(output.includes('--config'), `prints ${output.split('\n')[0]}`);
      return undefined;
    },
  },
];

async function refuses({ engine }: CheckedImage, words: readonly string[]): Promise<undefined> {
  const refused = await engine.call(['run', '--rm', ...HARDENED, '--network=none', ...words]);
  expectThat(refused.exitCode === 1, `exit code ${refused.exitCode}`);
  expectThat(/^chappe: .+\n$/.test(refused.errors), `says ${JSON.stringify(refused.errors.slice(0, 300))}`);
  return undefined;
}
