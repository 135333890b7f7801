import { defineConfig } from 'vitest/config';

/** Real command-line clients, installed on first use: slower, so a command of their own. */
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test/.tmp/results/clients.json' }]],
    include: ['test/clients/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
