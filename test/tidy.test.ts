import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayVersion } from '../gateway/version.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((path) => path !== '');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What of oxlint's JSON report is read here. */
interface LintReport {
  readonly number_of_files: number;
  readonly diagnostics: readonly { readonly filename: string; readonly code: string }[];
}

describe('import law', () => {
  const planted = mkdtempSync(join(tmpdir(), 'sentrely-law-'));
  afterAll(() => rmSync(planted, { recursive: true, force: true }));
  cpSync(join(root, '.oxlintrc.json'), join(planted, '.oxlintrc.json'));

  const forbidden = [
    ['dsl/planted.ts', '../compiler/check.ts'],
    ['dsl/planted.ts', '../gateway/server.ts'],
    ['compiler/planted.ts', '../gateway/server.ts'],
    ['compiler/planted.ts', '../cli/main.ts'],
    ['compiler/bundle/planted.ts', '../check.ts'],
    ['compiler/bundle/planted.ts', '../../dsl/parse.ts'],
    ['compiler/bundle/planted.ts', '../evaluate/plan.ts'],
    ['compiler/evaluate/planted.ts', '../automata/dfa.ts'],
    ['compiler/evaluate/planted.ts', '../../dsl/source.ts'],
    ['compiler/evaluate/planted.ts', 'node:fs'],
    ['gateway/planted.ts', '../dsl/parse.ts'],
    ['gateway/planted.ts', '../compiler/check.ts'],
    ['gateway/enforce/planted.ts', '../../compiler/automata/dfa.ts'],
    ['gateway/planted.ts', 'chevrotain'],
    ['gateway/planted.ts', '../action/main.ts'],
    ['gateway/planted.ts', '../cli/main.ts'],
    ['gateway/planted.ts', 'octokit'],
    ['action/planted.ts', '../gateway/server.ts'],
    ['action/planted.ts', '../cli/main.ts'],
    ['cli/planted.ts', '../test/tidy.test.ts'],
  ] as const;
  const legal = [
    ['compiler/planted.ts', '../dsl/parse.ts'],
    ['compiler/evaluate/planted.ts', '../bundle/rules.ts'],
    ['compiler/evaluate/facts/planted.ts', '../../bundle/rules.ts'],
    ['gateway/planted.ts', '../compiler/bundle/verify.ts'],
    ['gateway/enforce/planted.ts', '../../compiler/evaluate/decide.ts'],
    ['gateway/approvals/github/planted.ts', 'octokit'],
    ['cli/planted.ts', '../gateway/gateway.ts'],
  ] as const;
  const fileOf = (path: string, target: string): string =>
    path.replace('planted', `planted${target.replaceAll(/\W+/g, '-')}`);
  /** The rules that each planted file offends, by one run over them all: a run takes most of a second. */
  const offended = new Map<string, string[]>();
  beforeAll(() => {
    const rows = [...forbidden, ...legal];
    for (const [path, target] of rows) {
      const file = join(planted, fileOf(path, target));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import * as planted from '${target}';\nplanted;\n`);
      offended.set(fileOf(path, target), []);
    }
    const bin = join(root, 'node_modules/oxlint/bin/oxlint');
    const run = spawnSync(process.execPath, [bin, '-A', 'all', '-f', 'json'], {
      cwd: planted,
      encoding: 'utf8',
    });
    const report = JSON.parse(run.stdout) as LintReport;
    expect(report.number_of_files, run.stderr).toBe(rows.length);
    expect(run.status).toBe(1);
    for (const { filename, code } of report.diagnostics) offended.get(filename)?.push(code);
  });

  it.each(forbidden)('%s may not import %s', (path, target) => {
    expect(offended.get(fileOf(path, target))).toEqual(['eslint(no-restricted-imports)']);
  });

  it.each(legal)('%s may import %s', (path, target) => {
    expect(offended.get(fileOf(path, target))).toEqual([]);
  });

  const inputsOf = async (entry: string): Promise<{ ours: string[]; packages: string[] }> => {
    const { metafile } = await build({
      entryPoints: [join(root, entry)],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
    });
    const packages = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external === true).map(({ path }) => path),
    );
    return { ours: Object.keys(metafile.inputs), packages: [...new Set(packages)] };
  };

  it('the gateway holds no parser and no compiler, by what is really bundled', async () => {
    const { ours, packages } = await inputsOf('gateway/index.ts');
    expect(ours.length).toBeGreaterThan(30);
    const foreign = ours.filter((path) => !/^(gateway|compiler\/(bundle|evaluate))\//.test(path));
    expect(foreign).toEqual([]);
    expect(packages).not.toContain('chevrotain');
    expect(packages).not.toContain('@duckdb/node-api');
  });

  it('the kernel holds only itself; evaluate needs no Node at all', async () => {
    const runtime = await inputsOf('compiler/runtime.ts');
    expect(
      runtime.ours.filter((path) => !/^compiler\/(runtime\.ts|bundle\/|evaluate\/)/.test(path)),
    ).toEqual([]);
    expect(runtime.packages).toEqual(['node:crypto', 'unbash']);
    const evaluate = await inputsOf('compiler/evaluate/plan.ts');
    expect(evaluate.ours.length).toBeGreaterThan(5);
    expect(evaluate.packages).toEqual(['unbash']);
  });
});

describe('repository', () => {
  it('the assertion is the same on both sides of the kernel', () => {
    expect(read('compiler/bundle/assert.ts')).toBe(read('dsl/assert.ts'));
  });

  it('one version everywhere', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(gatewayVersion).toBe(version);
  });

  it('generated pages are fresh', () => {
    const run = spawnSync(process.execPath, ['docs.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(`${run.stdout}${run.stderr}`).toBe('');
    expect(run.status).toBe(0);
  });

  it('tests run on the pinned Node', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    if (process.env['SENTRELY_TEST_ANY_NODE'] === undefined)
      expect(process.versions.node).toBe(devDependencies['node']);
  });

  it('the lockfile holds no download address', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });

  it('the lockfile lists the optional packages of every platform, or npm ci refuses it', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => /linux|darwin|win32/.test(name)),
    );
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);
  });

  it('every file is of a reasonable length', () => {
    const source = tracked.filter((path) => path.endsWith('.ts') && !path.startsWith('test/'));
    expect(source.length).toBeGreaterThan(100);
    const data = new Set(['compiler/imports/texts.ts', 'compiler/prices/list.ts']);
    const long = source.filter((path) => !data.has(path) && read(path).split('\n').length > 400);
    expect(long).toEqual([]);
  });

  it('no file is named for having no name', () => {
    const vague = tracked.filter((path) => /\/(utils?|helpers?|misc|common)\.ts$/.test(path));
    expect(vague).toEqual([]);
  });

  it('no default exports, no suppressed types', () => {
    const offenders = tracked
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.config.ts'))
      .filter((path) => path !== 'test/tidy.test.ts')
      .filter((path) => /^export default|@ts-(ignore|nocheck|expect-error)/m.test(read(path)));
    expect(offenders).toEqual([]);
  });

  it('no test replaces or reloads a module, which the files after it would share', () => {
    const offenders = tracked
      .filter((path) => path.endsWith('.test.ts') && path !== 'test/tidy.test.ts')
      .filter((path) => /\bvi\.(mock|doMock|resetModules)\(/.test(read(path)));
    expect(offenders).toEqual([]);
  });

  it('every golden file has its other half', () => {
    const folder = join(root, 'test/golden');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const expected = names.filter((name) => name.endsWith('.expected'));
    const stems = new Set(
      names.filter((name) => !name.endsWith('.expected')).map((name) => name.replace(/\.\w+$/, '')),
    );
    const orphans = expected.filter((name) => !stems.has(name.replace(/\.expected$/, '')));
    expect(expected.length).toBeGreaterThan(0);
    expect(orphans).toEqual([]);
  });
});
