import { type CheckedImage, expectThat, HARDENED, type ImageCheck } from './image-check.ts';

/** What every image does without a database. */
export const operation: readonly ImageCheck[] = [
  {
    title: 'refuses a setting that it does not know with one line and exit code 1',
    run: (checked) =>
      refuses(
        checked,
        ['--env=CHAPPE_NO_SUCH_SETTING=1', checked.image, ...startOf(checked.app)],
        'CHAPPE_NO_SUCH_SETTING',
      ),
  },
  {
    title: 'refuses a flag that it does not know with one line and exit code 1',
    run: (checked) => refuses(checked, [checked.image, ...startOf(checked.app), '--prot', '1'], '--prot'),
  },
  {
    title: 'refuses to start without its configuration file with one line and exit code 1',
    isFor: (app) => app !== 'all-in-one',
    run: (checked) => refuses(checked, [checked.image], '/etc/chappe/chappe.yaml'),
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

/** Words in place of the image's own, which name a file that is mounted. */
function startOf(app: string): readonly string[] {
  return app === 'all-in-one' ? [] : ['serve'];
}

async function refuses({ engine }: CheckedImage, words: readonly string[], because: string): Promise<undefined> {
  const refused = await engine.call(['run', '--rm', ...HARDENED, '--network=none', ...words]);
  const said = JSON.stringify(refused.errors.slice(0, 300));
  expectThat(refused.exitCode === 1, `exit code ${refused.exitCode}, says ${said}`);
  expectThat(/^chappe( [\w-]+)?: .+\n$/.test(refused.errors) && refused.errors.includes(because), `says ${said}`);
  return undefined;
}
