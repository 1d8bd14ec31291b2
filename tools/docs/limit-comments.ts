import ts from 'typescript';
import type { Source } from './endpoint-bindings.ts';

/** Constants of a `.limits.ts` that one doc comment speaks of. */
export interface CommentedLimit {
  readonly path: string;
  readonly names: readonly string[];
  /** What is limited and why. */
  readonly text: string;
  /** What happens beyond it: what stands behind `Beyond:` at the end of the comment. */
  readonly beyond: string | undefined;
}

/** Of constants and of settings. */
export const LIMIT_NAME = /_(MAX|MIN)(_|$)|(Max|Min)$|\.rateLimits\./;
const STATUS_AND_CODE = /(?:\b(\d{3}) )?\b(M_[A-Z_]+)/g;

/**
 * What the doc comments of a `.limits.ts` say of the constants that it exports. A constant without a comment directly
 * below another one is spoken of by the comment of that one.
 * @throws when one has no comment
 */
export function limitComments({ path, text }: Source): CommentedLimit[] {
  const limits: CommentedLimit[] = [];
  for (const statement of ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements) {
    if (!ts.isVariableStatement(statement) || !statement.modifiers?.length) continue;
    const names = statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
    const above = text.slice(statement.pos, text.indexOf('export', statement.pos));
    const comment = /\/\*\*(.*?)\*\/\s*$/s.exec(above)?.[1];
    const last = limits.at(-1);
    if (comment !== undefined) limits.push({ path, names, ...readComment(comment) });
    else if (last && above === '\n') limits.splice(-1, 1, { ...last, names: [...last.names, ...names] });
    else throw new Error(`${path}: ${names.join()} has no doc comment`);
  }
  return limits;
}

/** The words of a comment, and those of them that say what happens beyond the limit. */
function readComment(comment: string): Pick<CommentedLimit, 'text' | 'beyond'> {
  return splitBeyond(comment.replace(/\s*\n \* ?/g, ' ').replace(/\{@link ([^}]*)\}/g, '`$1`'));
}

/** A description, and what it says behind `Beyond:`. */
export function splitBeyond(description: string): Pick<CommentedLimit, 'text' | 'beyond'> {
  const [text = '', ...beyond] = description.trim().split(/ ?\bBeyond: /);
  return { text, beyond: beyond.length === 0 ? undefined : beyond.join('') };
}

/**
 * What is wrong with what is said of a limit: one whose name ends in MAX or MIN says what happens beyond it, and errors
 * are named as `413 M_TOO_LARGE`, by codes of the catalogue.
 */
export function problemsOf({ path, names, beyond }: CommentedLimit, codes: ReadonlySet<string>): string[] {
  const said = `${path}: ${names.join(', ')}`;
  if (beyond === undefined) return names.some((name) => LIMIT_NAME.test(name)) ? [`${said} says no "Beyond: …"`] : [];
  return [...beyond.matchAll(STATUS_AND_CODE)]
    .filter(([, status, code = '']) => status === undefined || !codes.has(code))
    .map(([match]) => `${said} says ${match}, which is no status with a code of the catalogue`);
}
