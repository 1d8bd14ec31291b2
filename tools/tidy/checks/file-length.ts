import { type Check, isCode, isSpec } from '../repository.ts';

const LINES_MAX = 300;
const SPEC_LINES_MAX = 500;

/** House style, section 5: lines per file. */
export const fileLength: Check = {
  name: 'file-length',
  run({ files }) {
    return files.flatMap(({ path, text }) => {
      const limit = isSpec(path) ? SPEC_LINES_MAX : LINES_MAX;
      const lines = text.split('\n').length - 1;
      return isCode(path) && lines > limit ? [{ path, message: `${lines} lines, at most ${limit}: split it` }] : [];
    });
  },
};
