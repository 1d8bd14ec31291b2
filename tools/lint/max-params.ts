import type { LintNode, LintRule } from './lint-rule.ts';

interface Limits {
  readonly functions: number;
  readonly injected: number;
}

const DEFAULT_LIMITS: Limits = { functions: 3, injected: 5 };
const SCHEMA = [
  {
    type: 'object',
    properties: { functions: { type: 'integer' }, injected: { type: 'integer' } },
    additionalProperties: false,
  },
];

/** Nest injects through constructors and through the `useFactory` of a provider. */
const isInjectedInto = (node: LintNode): boolean =>
  (node.parent?.type === 'MethodDefinition' && node.parent.kind === 'constructor') ||
  (node.parent?.type === 'Property' && node.parent.key?.name === 'useFactory');

/**
 * Limits positional parameters; what Nest calls may take more, because its parameters are injected by type or token.
 */
export const maxParams: LintRule = {
  meta: { type: 'problem', schema: SCHEMA },
  create(context) {
    const limits: Limits = { ...DEFAULT_LIMITS, ...(context.options[0] as Partial<Limits> | undefined) };
    const check = (node: LintNode): void => {
      const limit = isInjectedInto(node) ? limits.injected : limits.functions;
      const count = node.params?.length ?? 0;
      if (count <= limit) return;
      context.report({ node, message: `${count} parameters, at most ${limit}: pass a named object.` });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};
