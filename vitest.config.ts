import { defineConfig } from 'vitest/config';

/** The quick suite: everything but the real command-line clients. */
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test/.tmp/results/quick.json' }]],
    include: ['test/**/*.test.ts'],
    exclude: ['test/.clients/**', 'test/.tmp/**', 'test/clients/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
