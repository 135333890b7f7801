import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { playgroundPage } from './docs/playground/bundle.ts';
import manifest from './package.json' with { type: 'json' };

/** Files of `dist`, flat, so that a worker finds its sibling by name. */
const entryPoints = {
  cli: 'cli/main.ts',
  index: 'compiler/index.ts',
  runtime: 'compiler/runtime.ts',
  gateway: 'gateway/index.ts',
  'audit-worker': 'gateway/audit/worker.ts',
  'audit-seal': 'gateway/audit/seal-child.ts',
  'audit-query': 'gateway/audit/query-child.ts',
};

const actionFile = 'action/dist/index.cjs';

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: 'node',
  metafile: true,
  charset: 'utf8',
  legalComments: 'eof',
  logLevel: 'warning',
  logOverride: { 'import-is-undefined': 'error' },
} satisfies BuildOptions;

/** What only the demo needs: it runs in a checkout, and says so elsewhere. */
const demoPackages = ['emulate', '@anthropic-ai/sdk'];

/** Packages that still call `require` need one, which modules do not have. */
const requireInModules = [
  "import { createRequire as createRequireOfModule } from 'node:module';",
  'const require = createRequireOfModule(import.meta.url);',
].join('\n');

try {
  await (process.argv.includes('--check') ? checkAction() : buildAll());
} catch (error) {
  process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function buildAll(): Promise<void> {
  rmSync('dist', { recursive: true, force: true });
  const [program, page] = await Promise.all([buildProgram(), playgroundPage(), buildAction(true)]);
  writeFileSync('dist/playground.html', page);
  assertFree(program.metafile, 'dist/gateway.js');
  assertFree(program.metafile, 'dist/runtime.js');
  writeTypes();
}

/** The published program: run-time dependencies stay packages, everything else is carried along. */
function buildProgram() {
  return build({
    ...common,
    entryPoints,
    outdir: 'dist',
    format: 'esm',
    target: 'node22.19',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    banner: { js: requireInModules },
    external: [...Object.keys(manifest.dependencies), ...demoPackages],
  });
}

/** One file without packages beside it, since GitHub runs an action from a bare checkout. */
async function buildAction(write: boolean): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['action/main.ts'],
    outfile: actionFile,
    format: 'cjs',
    target: 'node24',
    write,
  });
  return outputFiles?.[0]?.contents ?? new Uint8Array();
}

async function checkAction(): Promise<void> {
  const fresh = await buildAction(false);
  if (Buffer.compare(fresh, readFileSync(actionFile)) === 0) return;
  throw new Error(`${actionFile} is not what its sources give: run \`npm run build\``);
}

/** The gateway holds no parser, whatever it imports: less code for hostile bytes to reach. */
function assertFree({ outputs }: Metafile, entry: string): void {
  const reached = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const output = outputs[path];
    const parser = Object.keys(output?.inputs ?? {}).find((input) => isParser(input));
    if (parser !== undefined) throw new Error(`${entry} reaches ${parser}`);
    open.push(...(output?.imports ?? []).map((link) => link.path));
  }
}

function isParser(input: string): boolean {
  return input.startsWith('dsl/') || input.includes('node_modules/chevrotain/');
}

function writeTypes(): void {
  const args = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('the type declarations could not be written');
}
