import type { LintNode, LintRule } from './lint-rule.ts';

const MESSAGE = 'Take a Clock of @chappe/runtime: time is handed in.';
const isDate = (node: LintNode | undefined): boolean => node?.type === 'Identifier' && node.name === 'Date';

/** Bans reading the wall clock through Date; formatting a given time (`new Date(ms)`) is allowed. */
export const noAmbientDate: LintRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments?.length === 0) context.report({ node, message: MESSAGE });
      },
      CallExpression(node) {
        if (isDate(node.callee)) context.report({ node, message: MESSAGE });
      },
      MemberExpression(node) {
        if (isDate(node.object) && node.property?.name === 'now') context.report({ node, message: MESSAGE });
      },
    };
  },
};
