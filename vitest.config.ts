import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The quick suite: everything but the long tests and the real command-line clients. */
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test/.tmp/results/quick.json' }]],
    include: ['test/**/*.test.ts'],
    exclude: ['test/.clients/**', 'test/.tmp/**', 'test/clients/**', 'test/**/*.long.test.ts'],
    // Files share a process, one after another: building the parser and the compiler anew for each of
    // them took a third of the time. A file must leave nothing behind, and may not replace a module.
    isolate: false,
    // Much of the suite waits for processes it has started, so no core is left out.
    maxWorkers: '100%',
    // Processes that a test starts run the sources; read once, they start in two thirds of the time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'test/.tmp/compile-cache') },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
