import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';
import type { TestOutcome } from './toolchain.ts';

/** The last run of the tests of each program. A program that has changed was never run. */
export class TestRuns {
  readonly #outcomes = new WeakMap<Program, readonly TestOutcome[]>();

  /** What became of every test call; undefined if the tests of the program as it is never ran. */
  of(program: Program): readonly TestOutcome[] | undefined {
    return this.#outcomes.get(program);
  }

  /** Runs all tests of a program; undefined while it has errors. */
  run(program: Program): readonly TestOutcome[] | undefined {
    const outcomes = program.toolchain.test(program.text);
    if (outcomes !== undefined) this.#outcomes.set(program, outcomes);
    return outcomes;
  }
}

/** The outcomes of one file, of one title in it where one is given. */
export function outcomesOf(
  outcomes: readonly TestOutcome[],
  file: PolicyFile,
  title: string | undefined,
): readonly TestOutcome[] {
  return outcomes.filter(
    (each) => each.file === file.source.file && (title === undefined || each.title === title),
  );
}
