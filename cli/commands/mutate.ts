import { type Compilation, compile } from '../../compiler/compile.ts';
import { mutatePolicies, type Mutation, type Trial } from '../../compiler/mutate.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { toJson } from '../../dsl/render.ts';
import { command, type ExitCode, jsonOption, policyPaths } from '../command.ts';
import { mutationJson, mutationShare, writeMutation } from '../mutation-report.ts';
import { optionValue } from '../option-value.ts';
import { count, percentage } from '../percentage.ts';
import { Progress } from '../progress.ts';
import { writeDiagnostics } from '../report.ts';
import { readProgram } from '../sources.ts';
import type { Screen, Terminal } from '../terminal.ts';
import { testReportJson, writeTestReport } from '../test-report.ts';

/** `sentrely mutate`: whether the tests of policies notice mistakes. */
const mutate = command({
  operands: policyPaths,
  options: {
    max: {
      type: 'string',
      value: 'N',
      default: '1000',
      help: 'try so many mistakes, spread evenly over all',
    },
    'fail-under': { type: 'string', value: 'PERCENT', help: 'least score; less exits 1' },
    json: jsonOption,
  },
  details: `Makes one small mistake after the other: another effect, a condition left out or negated, a
wider pattern, a number off by one. Each should be noticed by a test, an example or the
compiler. One that is not survives, and comes with a call that it decides differently: write
that call as a test. Where no such call is found, the mistake may change nothing at all, and
does not count.`,
  examples: ['mutate policies/', 'mutate --fail-under 80 policies/'],
  findings: 'the score is too low, a test failed, there is none, or the policies have errors',
  async run({ options, operands, terminal }) {
    const failUnder = options['fail-under'];
    const least = failUnder === undefined ? 0 : optionValue('fail-under', failUnder, percentage);
    const max = optionValue('max', options.max, count);
    const compilation = compile(readProgram(operands, terminal.folder));
    const isJson = options.json ?? false;
    if (!isSound(compilation, isJson, terminal)) return 1;
    const mutation = mutatePolicies(compilation, max);
    const trials = tryAll(mutation, terminal.err);
    const { sources, diagnostics } = compilation;
    if (isJson) {
      const found = diagnostics.map((diagnostic) => toJson(diagnostic, sources));
      const answer = { diagnostics: found, ...mutationJson(mutation, trials, sources) };
      terminal.out.write(`${JSON.stringify(answer)}\n`);
    } else writeMutation(mutation, trials, sources, terminal.out);
    return codeOf(trials, least);
  },
});

export { mutate as command };

/** Whether there is something to mutate: policies without errors whose tests all pass. */
function isSound(compilation: Compilation, isJson: boolean, { out }: Terminal): boolean {
  const { rules, sources, diagnostics } = compilation;
  const report = rules === undefined ? undefined : testPolicies(compilation);
  if (report !== undefined && report.failed === 0 && report.passed > 0) return true;
  if (isJson) {
    const found = diagnostics.map((diagnostic) => toJson(diagnostic, sources));
    out.write(`${JSON.stringify({ diagnostics: found, ...testReportJson(report) })}\n`);
  } else if (report === undefined) writeDiagnostics(diagnostics, sources, out);
  else writeTestReport(report, sources.length, out);
  return false;
}

function tryAll({ tried, trials }: Mutation, screen: Screen): readonly Trial[] {
  const progress = new Progress(screen, 'mutants', tried);
  const done: Trial[] = [];
  for (const trial of trials) {
    done.push(trial);
    progress.show(done.length);
  }
  progress.clear();
  return done;
}

function codeOf(trials: readonly Trial[], least: number): ExitCode {
  const { met, goals } = mutationShare(trials);
  return met * 100 >= least * goals ? 0 : 1;
}
