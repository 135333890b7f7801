import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Files of tests that take more than about ten seconds each: crashes, attacks, long searches. */
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test/.tmp/results/long.json' }]],
    include: ['test/**/*.long.test.ts'],
    exclude: ['test/.clients/**', 'test/.tmp/**'],
    maxWorkers: '100%',
    // Processes that a test starts run the sources; read once, they start in two thirds of the time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'test/.tmp/compile-cache') },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
