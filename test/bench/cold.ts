import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, milliseconds, percentile, printTable } from './table.ts';

/** Agents and tools over which the rules are spread. */
const axis = 20;

/** Runs of each; every one is a process of its own. */
const runs = 5;

/** The program as it is published. `npm run bench` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Tells on a pipe of its own what a process took of the processor, which other work does not change. */
const meter = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(3, String((user + system) / 1000));
  });`)}`;

/** A file of 1000 rules in 20 policies, as somebody may write them. */
function thousandRules(): string {
  const range = Array.from({ length: axis }, (_, at) => at);
  const rules = Array.from({ length: 1000 }, (_, at) => {
    const path = `"/srv/app/module-${at % 50}/**"`;
    const tool = `T${Math.floor(at / axis) % axis}`;
    return at % 10 === 9
      ? `rule r${at} deny ${tool} when .path in paths(${path}, "**/.env")`
      : `allow ${tool} when .path matches ${path} and .size < ${1000 + (at % 7)}`;
  });
  return [
    'edition 1',
    ...range.map((at) => `agent a${at} { owner user "octocat" id 1 }`),
    ...range.map((at) => `tool T${at} { path: Path, size: Int, note?: String }`),
    ...range.map((agent) => {
      const own = rules.filter((_, at) => at % axis === agent);
      return `policy p${agent} for agent a${agent} {\n${own.join('\n')}\n}`;
    }),
  ].join('\n');
}

/** A thousand policies of two rules each, for the formatter. */
function thousandPolicies(): string {
  const start =
    'edition 1\nagent a { owner user "octocat" id 1 }\ntool T { path: Path, size: Int }';
  const policies = Array.from(
    { length: 1000 },
    (_, at) => `policy p${at} for agent a { allow T when .path under workspace
      rule r deny T when .size > ${at} because "Too large." }`,
  );
  return [start, ...policies].join('\n');
}

/** What an author waits for at the shell: the built program, from its start to its last line. */
export function benchCold(): readonly BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-bench-cold-'));
  try {
    writeFileSync(join(folder, 'rules.sentrely'), thousandRules());
    const policies = thousandPolicies();
    return [
      cold('sentrely lint (check, compile, lint), 1000 rules', folder, ['lint', 'rules.sentrely']),
      cold('sentrely compile, 1000 rules', folder, ['compile', '-o', 'o.json', 'rules.sentrely']),
      cold('sentrely fmt, 1000 policies', folder, ['fmt', '--stdin'], policies),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cold(name: string, cwd: string, words: readonly string[], input = ''): BenchRow {
  const samples = Array.from({ length: runs }, () => {
    const start = performance.now();
    const { status, stderr, output } = spawnSync(
      process.execPath,
      ['--import', meter, program, ...words],
      { cwd, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe', 'pipe'] },
    );
    const wall = performance.now() - start;
    if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    return { wall, processor: Number(output[3]) };
  });
  const median = (pick: (sample: (typeof samples)[number]) => number): string =>
    milliseconds(percentile(samples.map(pick), 0.5));
  return {
    name,
    figures: { p50: median(({ wall }) => wall), processor: median((each) => each.processor) },
  };
}

if (import.meta.main) printTable('A cold process', benchCold());
