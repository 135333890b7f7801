import type { CodeLens } from 'vscode-languageserver';
import type { PolicyFile } from './policy-file.ts';
import type { TestOutcome } from './toolchain.ts';

/** The command that runs tests: of one file and title, of one file, or of the whole program. */
export const runTestsCommand = 'sentrely.runTests';

/** A lens above each test that runs it, and says how its last run went. */
export function codeLenses(
  file: PolicyFile,
  outcomes: readonly TestOutcome[] | undefined,
): CodeLens[] {
  const tests = file.tree.items.filter((item) => item.kind === 'test');
  const lenses = tests.map(({ title, span }) => {
    const own = outcomes?.filter(
      (each) => each.file === file.source.file && each.title === title.text,
    );
    return lens(file, span.start, runTitle('Run test', own), [file.uri, title.text]);
  });
  const [first] = tests;
  if (first === undefined || tests.length < 2) return lenses;
  return [lens(file, first.span.start, 'Run all tests of this file', [file.uri]), ...lenses];
}

function lens(file: PolicyFile, offset: number, title: string, args: readonly string[]): CodeLens {
  const range = file.rangeOf({ start: offset, end: offset });
  return { range, command: { title, command: runTestsCommand, arguments: [...args] } };
}

function runTitle(title: string, outcomes: readonly TestOutcome[] | undefined): string {
  if (outcomes === undefined || outcomes.length === 0) return title;
  return `${title} (${summary(outcomes)})`;
}

/** How a run went, in a few words. */
export function summary(outcomes: readonly TestOutcome[]): string {
  const failed = outcomes.filter(({ passed }) => !passed).length;
  return `${outcomes.length - failed} passed, ${failed} failed`;
}
