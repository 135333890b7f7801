import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compile } from '../../compiler/compile.ts';
import { lint } from '../../compiler/lint/lint.ts';
import { format } from '../../dsl/print.ts';
import { type BenchRow, milliseconds, percentile, printTable } from './table.ts';

/** Agents and tools over which the rules are spread. */
const axis = 20;

/** Runs of each; every one is a process of its own. */
const runs = 5;

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

/** What a cold process needs, from its first line to its last; starting Node is in it. */
export function benchCold(): readonly BenchRow[] {
  return [
    cold('check, lint and compile, 1000 rules, cold', 'compile'),
    cold('fmt, 1000 policies, cold', 'fmt'),
  ];
}

function cold(name: string, work: string): BenchRow {
  const file = fileURLToPath(import.meta.url);
  const samples = Array.from({ length: runs }, () => {
    const start = performance.now();
    const answer = execFileSync(process.execPath, [file, work], { encoding: 'utf8' });
    if (answer.trim() !== 'done') throw new Error(answer);
    return performance.now() - start;
  });
  return { name, figures: { p50: milliseconds(percentile(samples, 0.5)) } };
}

function work(name: string | undefined): void {
  if (name === 'fmt') {
    const { text } = format({ file: 'bench.sentrely', text: thousandPolicies() });
    if (text === undefined) throw new Error('the policies have errors');
  } else {
    const compilation = compile([{ file: 'bench.sentrely', text: thousandRules() }]);
    const { rules, program } = compilation;
    if (rules === undefined || program === undefined) throw new Error('the rules have errors');
    lint({ ...compilation, rules, program });
  }
  console.log('done');
}

if (import.meta.main) {
  if (process.argv[2] === undefined) printTable('A cold process', benchCold());
  else work(process.argv[2]);
}
