import { maxParams } from './max-params.ts';
import { noAmbientDate } from './no-ambient-date.ts';

// oxlint loads a plugin by its default export.
const chappePlugin = {
  meta: { name: 'chappe' },
  rules: { 'max-params': maxParams, 'no-ambient-date': noAmbientDate },
};
export default chappePlugin;
