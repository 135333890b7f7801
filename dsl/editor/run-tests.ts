import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { outcomesOf, type TestRuns } from './test-runs.ts';
import type { TestOutcome } from './toolchain.ts';
import type { Workspace } from './workspace.ts';

/** What the command answers. */
export interface TestAnswer {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly TestOutcome[];
}

/**
 * The command `sentrely.runTests`, given `[uri, title]`, `[uri]` or nothing: the tests of that title,
 * of that file, or of everything that is open.
 */
export function runTests(
  workspace: Workspace,
  runs: TestRuns,
  args: readonly unknown[],
): TestAnswer | ResponseError {
  const [uri, title] = args;
  const isFit = (value: unknown): boolean => value === undefined || typeof value === 'string';
  if (!isFit(uri) || !isFit(title)) {
    const message = 'found other arguments, expected the URI of a file and the title of a test';
    return new ResponseError(ErrorCodes.InvalidParams, message);
  }
  const outcomes =
    typeof uri === 'string'
      ? runFile(workspace, runs, uri, title as string | undefined)
      : runAll(workspace, runs);
  if (outcomes === undefined) {
    const message = 'found errors in the policies, expected none before tests run';
    return new ResponseError(LSPErrorCodes.RequestFailed, message);
  }
  const failed = outcomes.filter(({ passed }) => !passed).length;
  return { passed: outcomes.length - failed, failed, cases: outcomes };
}

function runFile(
  workspace: Workspace,
  runs: TestRuns,
  uri: string,
  title: string | undefined,
): readonly TestOutcome[] | undefined {
  const place = workspace.find(uri);
  if (place === undefined) return [];
  const outcomes = runs.run(place.program);
  return outcomes && outcomesOf(outcomes, place.file, title);
}

function runAll({ folders }: Workspace, runs: TestRuns): readonly TestOutcome[] | undefined {
  const found: TestOutcome[] = [];
  for (const { program } of folders) {
    if (program.files.length === 0) continue;
    const outcomes = runs.run(program);
    if (outcomes === undefined) return undefined;
    found.push(...outcomes);
  }
  return found;
}
