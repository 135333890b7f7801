import { dataFolder, readCalls, readResults, readRows } from './data.ts';
import { judgeOf } from './policy.ts';
import { measureSuite, type SuiteResult } from './suite.ts';
import {
  measureEscapes,
  measureOwnRules,
  measureRows,
  measureSessions,
  sessionCommands,
  type TableResult,
} from './tables.ts';
import { printTable } from './table.ts';

/**
 * How the shipped policies hold on recorded calls that nobody wrote for them. Needs the recordings
 * beside the checkout, or where `SENTRELY_DATA_SETS` says; says so and succeeds where there are none.
 * With `--missed` it also prints what went wrong; another word takes only the tables it is part of.
 */
const isVerbose = process.argv.includes('--missed');
const only = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '';
const folder = dataFolder();
if (folder === undefined) {
  console.log('No recorded calls here: set SENTRELY_DATA_SETS to their folder. Nothing measured.');
} else {
  measureAll(folder);
}

function measureAll(data: string): void {
  for (const [set, suite, file] of [
    ['agentdojo_workspace_banking', 'workspace', 'policies/examples/workspace/policy.sentrely'],
    ['agentdojo_workspace_banking', 'banking', 'policies/examples/banking/policy.sentrely'],
    ['agentdyn_dailylife', 'dailylife', 'policies/examples/dailylife/policy.sentrely'],
    ['agentdojo_workspace_banking', 'workspace', 'test/effectiveness/policies/workspace.sentrely'],
    ['agentdojo_workspace_banking', 'banking', 'test/effectiveness/policies/banking.sentrely'],
  ] as const) {
    if (!file.includes(only)) continue;
    const calls = readCalls(data, set).filter((call) => call.suite === suite);
    printSuite(`${suite}, ${file}`, measureSuite(file, 'dev', calls, readResults(data, set)));
  }
  const third = readRows(data, 'bash_thirdparty');
  for (const [question, file, through, stopped] of [
    ['readonly-autoapprove', 'test/effectiveness/policies/read-only.sentrely', 'allow', 'ask'],
    [
      'destructive',
      'test/effectiveness/policies/production-guard.sentrely',
      'not-destructive',
      'deny',
    ],
  ] as const) {
    if (!file.includes(only)) continue;
    const rows = third.filter((row) => row.question === question);
    printRows(`${question}, ${file}`, measureRows(judgeOf(file), rows, { through, stopped }));
  }
  if ('documented'.includes(only)) {
    const rows = readRows(data, 'documented_bypass_cases');
    printRows('documented bypasses, rules carried over', measureOwnRules(rows));
  }
  for (const file of ['read-only', 'developer'].map(
    (name) => `test/effectiveness/policies/${name}.sentrely`,
  )) {
    if (!`gtfobins ${file}`.includes(only)) continue;
    printRows(`gtfobins, ${file}`, measureEscapes(judgeOf(file), readRows(data, 'gtfobins')));
  }
  const file = 'test/effectiveness/policies/developer.sentrely';
  if (!file.includes(only)) return;
  const commands = sessionCommands(readCalls(data, 'claude_code_console_bookminder'));
  printRows(`Claude Code sessions, ${file}`, measureSessions(judgeOf(file), commands));
}

function printSuite(title: string, { lines, missed, interrupted }: SuiteResult): void {
  printTable(title, lines);
  if (!isVerbose) return;
  for (const { call, verdict, rules, reason } of [...missed, ...interrupted]) {
    const input = JSON.stringify(call.input).slice(0, 200);
    console.log(
      `-- ${call.label} ${verdict} ${call.user_task} ${call.tool} ${input}`,
      rules,
      reason,
    );
  }
}

function printRows(title: string, { lines, wrong }: TableResult): void {
  printTable(title, lines);
  if (!isVerbose) return;
  for (const { command, row, outcome } of wrong) {
    const facets = outcome.facets.filter(({ verdict }) => verdict === outcome.verdict);
    const why = facets
      .map(({ name, values }) => `${name}${JSON.stringify(values ?? {})}`)
      .join(' ');
    console.log(
      `-- ${outcome.verdict} (${row?.expect}) ${row?.category} ${JSON.stringify(command)} ${why.slice(0, 200)}`,
    );
  }
}
