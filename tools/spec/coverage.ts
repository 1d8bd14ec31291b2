import { EXTRA_OPERATIONS } from './extra-operations.ts';
import { type Operation, operationKey } from './operation.ts';
import { specifiedOperations } from './specified-operations.ts';

/** An endpoint definition as far as coverage is concerned. */
export interface DefinedOperation extends Operation {
  readonly name: string;
}

export interface Coverage {
  /** How many operations the specification has. */
  readonly specified: number;
  /** Specified operations that a handler is bound to. */
  readonly served: readonly Operation[];
  /** Specified operations without a definition or without a handler. */
  readonly notYet: readonly Operation[];
  /** Definitions that neither the specification nor the list of extra operations knows. */
  readonly unknown: readonly DefinedOperation[];
}

/**
 * Compares our definitions with the specification's list.
 * @param boundNames names of the definitions that a handler serves
 */
export function coverage(definitions: readonly DefinedOperation[], boundNames: ReadonlySet<string>): Coverage {
  const specified = specifiedOperations();
  const known = new Set([...specified, ...EXTRA_OPERATIONS].map(operationKey));
  const bound = new Set(definitions.filter(({ name }) => boundNames.has(name)).map(operationKey));
  return {
    specified: specified.length,
    served: specified.filter((operation) => bound.has(operationKey(operation))),
    notYet: specified.filter((operation) => !bound.has(operationKey(operation))),
    unknown: definitions.filter((definition) => !known.has(operationKey(definition))),
  };
}
