/** Programs that run beside the gateway's main thread, each from a file of its own. */
export type Program = 'worker' | 'seal' | 'query';

const sources: Readonly<Record<Program, string>> = {
  worker: './worker.ts',
  seal: './seal-child.ts',
  query: './query-child.ts',
};

/**
 * Where a program's file is: beside this one in the source tree, `audit-<program>.js` in the flat
 * folder of a build.
 */
export function programUrl(program: Program): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? sources[program] : `./audit-${program}.js`, import.meta.url);
}
