import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const COMPILER_OPTIONS = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2024,
  verbatimModuleSyntax: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
} as const;

const isLibrarySource = (url: string): boolean => /\/(apps|libs)\/.*\/src\/.*\.ts$/.test(url);

/**
 * From now on this process imports `@chappe/*` from its TypeScript sources, as the tests do, so that a tool never shows
 * what an old build said. Call it once, before the dynamic import of a library.
 */
export function runFromSources(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const conditions = [...(context.conditions ?? []), '@chappe/source'];
      const parent = context.parentURL ?? '';
      if (specifier.startsWith('.') && specifier.endsWith('.js') && isLibrarySource(parent)) {
        const source = new URL(specifier.replace(/\.js$/, '.ts'), parent);
        if (existsSync(source)) return nextResolve(source.href, { ...context, conditions });
      }
      return nextResolve(specifier, { ...context, conditions });
    },
    load(url, context, nextLoad) {
      if (!isLibrarySource(url)) return nextLoad(url, context);
      const text = readFileSync(fileURLToPath(url), 'utf8');
      const { outputText } = ts.transpileModule(text, { compilerOptions: COMPILER_OPTIONS });
      return { format: 'module', source: outputText, shortCircuit: true };
    },
  });
}
