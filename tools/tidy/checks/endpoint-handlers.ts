import { endpointBindings } from '../../docs/endpoint-bindings.ts';
import type { Check, Finding } from '../repository.ts';

const DEFINITION = /^export const (\w+) = defineEndpoint\(/gm;

/** Each endpoint definition is bound by exactly one handler. */
export const endpointHandlers: Check = {
  name: 'endpoint-handlers',
  run({ files }) {
    const bindings = endpointBindings(files.filter(({ path }) => path.endsWith('.endpoints.ts')));
    const definitions = files.filter(
      ({ path }) => path.startsWith('libs/matrix-api/src/') && !path.endsWith('.spec.ts'),
    );
    return definitions.flatMap(({ path, text }) =>
      [...text.matchAll(DEFINITION)].flatMap(([, name = '']): Finding[] => {
        const handlers = bindings.get(name) ?? [];
        if (handlers.length === 1) return [];
        const message = handlers.length === 0 ? 'no handler' : `several handlers: ${handlers.join(', ')}`;
        return [{ path, message: `${name} has ${message}` }];
      }),
    );
  },
};
