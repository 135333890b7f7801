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
 * With `--missed` it also prints what came out wrong; any other word takes only the tables whose title
 * holds it.
 */
const isVerbose = process.argv.includes('--missed');
const only = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '';
const folder = dataFolder();
if (folder === undefined) {
  console.log('No recorded calls here: set SENTRELY_DATA_SETS to their folder. Nothing measured.');
} else {
  measureAssistants(folder);
  measureCommands(folder);
}

/** Runs of assistants: examples as an author writes them, then policies from schemas alone. */
function measureAssistants(data: string): void {
  const dojo = 'agentdojo_workspace_banking';
  for (const [set, suite, file] of [
    [dojo, 'workspace', 'policies/examples/workspace/policy.sentrely'],
    [dojo, 'banking', 'policies/examples/banking/policy.sentrely'],
    ['agentdyn_dailylife', 'dailylife', 'policies/examples/dailylife/policy.sentrely'],
    [dojo, 'workspace', packed('workspace')],
    [dojo, 'banking', packed('banking')],
  ] as const) {
    measure(`${suite}, ${file}`, (title) => {
      const calls = readCalls(data, set).filter((call) => call.suite === suite);
      printSuite(title, measureSuite(file, 'dev', calls, readResults(data, set)));
    });
  }
}

/** Commands: tables with expectations, escapes, and what people really had run. */
function measureCommands(data: string): void {
  for (const [question, pack, through, stopped] of [
    ['readonly-autoapprove', 'read-only', 'allow', 'ask'],
    ['destructive', 'production-guard', 'not-destructive', 'deny'],
    ['path-boundary', 'developer', 'not-destructive', 'deny'],
  ] as const) {
    measure(`${question}, ${pack}`, (title) => {
      const all = readRows(data, 'bash_thirdparty');
      const rows = all.filter((row) => row.question === question);
      printRows(title, measureRows(judgeOf(packed(pack)), rows, { through, stopped }));
    });
  }
  for (const pack of ['read-only', 'developer']) {
    measure(`escapes of ordinary programs, ${pack}`, (title) => {
      printRows(title, measureEscapes(judgeOf(packed(pack)), readRows(data, 'gtfobins')));
    });
  }
  measure('documented bypasses, their rules carried over', (title) => {
    printRows(title, measureOwnRules(readRows(data, 'documented_bypass_cases')));
  });
  measure('Claude Code sessions, developer', (title) => {
    const commands = sessionCommands(readCalls(data, 'claude_code_console_bookminder'));
    printRows(title, measureSessions(judgeOf(packed('developer')), commands));
  });
}

/** A pack with an agent, ready to be compiled. */
function packed(name: string): string {
  return `test/effectiveness/policies/${name}.sentrely`;
}

function measure(title: string, take: (title: string) => void): void {
  if (title.includes(only)) take(title);
}

function printSuite(title: string, { lines, missed, interrupted }: SuiteResult): void {
  printTable(title, lines);
  if (!isVerbose) return;
  for (const { call, verdict, rules, reason } of [...missed, ...interrupted]) {
    const input = JSON.stringify(call.input).slice(0, 200);
    console.log(`-- ${call.label} ${verdict} ${call.user_task} ${call.tool} ${input}`);
    console.log(`   ${rules.join(', ')} ${reason}`);
  }
}

function printRows(title: string, { lines, wrong }: TableResult): void {
  printTable(title, lines);
  if (!isVerbose) return;
  for (const { command, row, outcome } of wrong) {
    const facets = outcome.facets.filter(({ verdict }) => verdict === outcome.verdict);
    const why = facets.map(({ name, values }) => `${name}${JSON.stringify(values ?? {})}`);
    console.log(
      `-- ${outcome.verdict} (${row?.expect}) ${row?.category} ${JSON.stringify(command)}`,
    );
    console.log(`   ${why.join(' ').slice(0, 200)}`);
  }
}
