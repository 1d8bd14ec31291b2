import { defineConfig } from 'vitest/config';

// As in the configuration at the root, whose reporters and other projects are not wanted here. The run chooses the
// folder.
const conditions = ['@chappe/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    include: ['**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/*.medium.spec.ts'],
    setupFiles: [`${import.meta.dirname}/fix-seed.ts`],
  },
});
