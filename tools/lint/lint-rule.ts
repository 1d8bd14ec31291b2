/** The part of the ESTree that our own rules look at. */
export interface LintNode {
  readonly type: string;
  readonly parent?: LintNode;
  readonly name?: string;
  readonly kind?: string;
  readonly key?: LintNode;
  readonly params?: readonly LintNode[];
  readonly arguments?: readonly LintNode[];
  readonly callee?: LintNode;
  readonly object?: LintNode;
  readonly property?: LintNode;
}

/** What oxlint hands to a rule for one file. */
export interface LintContext {
  readonly options: readonly unknown[];
  report(problem: { node: LintNode; message: string }): void;
}

/** A rule in the shape that oxlint shares with ESLint: visitors by node type. */
export interface LintRule {
  readonly meta: { readonly type: 'problem'; readonly schema: readonly unknown[] };
  create(context: LintContext): Readonly<Record<string, (node: LintNode) => void>>;
}
