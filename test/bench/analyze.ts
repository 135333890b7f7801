import { analyzeDifference } from '../../compiler/analyze/difference.ts';
import { proveClaims } from '../../compiler/analyze/claims.ts';
import { lint } from '../../compiler/lint/lint.ts';
import { compile } from '../../compiler/compile.ts';
import { type BenchRow, milliseconds, percentile, printTable } from './table.ts';

/** Agents and tools over which the rules are spread. */
const axis = 20;

/** How often each question is asked; the first is the cold one. */
const runs = 5;

function ruleOf(at: number): string {
  const tool = `T${Math.floor(at / axis) % axis}`;
  const path = `"/srv/app/module-${at % 50}/**"`;
  if (at % 10 === 9) return `rule r${at} deny ${tool} when .path in paths(${path}, "**/.env")`;
  return `rule r${at} allow ${tool} when .path matches ${path} and .size < ${1000 + (at % 7)}`;
}

/** A program of so many rules, spread over agents and tools, with a claim. */
function programOf(
  rules: readonly string[],
  arrange: (own: readonly string[]) => readonly string[] = (own) => own,
) {
  const range = Array.from({ length: axis }, (_, at) => at);
  const text = [
    'edition 1',
    ...range.map((at) => `agent a${at} { owner user "octocat" id 1 }`),
    ...range.map((at) => `tool T${at} { path: Path, size: Int, note?: String }`),
    ...range.map(
      (agent) =>
        `policy p${agent} for agent a${agent} { ${arrange(rules.filter((_, at) => at % axis === agent)).join('\n')} }`,
    ),
    'never "nobody reads what lies beside" { any agent does T3 where .path under "/srv/app-evil" }',
  ].join('\n');
  const compilation = compile([{ file: 'bench.sentrely', text }]);
  const { rules: compiled, program } = compilation;
  if (compiled === undefined || program === undefined) throw new Error('the program has errors');
  return { ...compilation, rules: compiled, program };
}

function time(name: string, ask: () => number): BenchRow {
  let found = 0;
  const samples = Array.from({ length: runs }, () => {
    const start = performance.now();
    found = ask();
    return performance.now() - start;
  });
  const figures = {
    first: milliseconds(samples[0] ?? Number.NaN),
    p50: milliseconds(percentile(samples, 0.5)),
    found: String(found),
  };
  return { name, figures };
}

/** Differences, proofs and lint over 1000 rules. */
export function benchAnalyze(): readonly BenchRow[] {
  const rules = Array.from({ length: 1000 }, (_, at) => ruleOf(at));
  const base = programOf(rules);
  const edited = rules.map((rule, at) => (at === 500 ? rule.replace('/**"', '*/**"') : rule));
  const one = programOf(edited);
  const reversed = programOf(rules, (own) => own.toReversed());
  const every = programOf(rules.map((rule) => rule.replace('.size <', '.size <=')));
  return [
    time('diff, 1000 rules, one changed', () => analyzeDifference(base, one).differences.length),
    time(
      'diff, 1000 rules, other order',
      () => analyzeDifference(base, reversed).differences.length,
    ),
    time('diff, 1000 rules, most changed', () => analyzeDifference(base, every).differences.length),
    time('lint, 1000 rules', () => lint(base).length),
    time(
      'proof, 1000 rules',
      () => proveClaims(base).filter(({ status }) => status === 'proved').length,
    ),
  ];
}

if (import.meta.main) printTable('Analysis', benchAnalyze());
