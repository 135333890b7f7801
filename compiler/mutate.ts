import { assert } from '../dsl/assert.ts';
import type { TestCase } from '../dsl/ast.ts';
import { PatternCache } from './automata/cache.ts';
import type { Compilation } from './compile.ts';
import type { Change, Mutant } from './mutate/mutant.ts';
import { mutantsOf, spread } from './mutate/mutants.ts';
import { Cells, Scene } from './mutate/scene.ts';
import { isAccepted } from './mutate/typing.ts';
import { findWitness, type Grounds, type Witness } from './mutate/witness.ts';
import { type Program, toolKey } from './program.ts';
import { isExpected, testCalls } from './test-call.ts';

/** What became of a mutant. */
export type Fate =
  /** A test that passes on the program fails on the mutant. */
  | { readonly kind: 'killed'; readonly by: TestCase }
  /** The compiler does not take it. */
  | { readonly kind: 'refused' }
  /** Every test passes, and still this call is decided differently. */
  | { readonly kind: 'survived'; readonly witness: Witness }
  /** Every test passes, and no call was found that is decided differently. */
  | { readonly kind: 'unwitnessed' }
  /** No test can tell: a test does not say how many approvals a call needs. */
  | { readonly kind: 'untestable' };

/** A mutant and its fate. */
export interface Trial {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** The mutants of a program, and the trial of each, made as it is asked for. */
export interface Mutation {
  /** How many mutants there are. */
  readonly total: number;
  /** How many of them are tried. */
  readonly tried: number;
  readonly trials: Iterable<Trial>;
}

/**
 * Makes small mistakes in a compilation without errors, one at a time, and sees whether its tests,
 * which must all pass, notice. Of more than `max` mistakes so many are tried, evenly spread. The
 * same sources give the same trials in the same order.
 */
export function mutatePolicies({ rules, program }: Compilation, max: number): Mutation {
  assert(rules !== undefined && program !== undefined, 'only a program without errors is mutated');
  const mutants = mutantsOf(program);
  const chosen = spread(mutants, max);
  return { total: mutants.length, tried: chosen.length, trials: tryAll(program, chosen) };
}

function* tryAll(program: Program, mutants: readonly Mutant[]): Generator<Trial> {
  const court = new Court(program);
  for (const mutant of mutants) yield { mutant, fate: court.fateOf(mutant) };
}

/** A test case ready to be judged again and again. */
interface Witnessed {
  readonly testCase: TestCase;
  readonly scene: Scene;
}

class Court {
  readonly #grounds: Grounds;
  readonly #testsOfTool: ReadonlyMap<string, readonly Witnessed[]>;

  constructor(program: Program) {
    const cells = new Cells(program);
    const calls = testCalls(program.tests);
    const byTool = Map.groupBy(calls, ({ testCase }) => toolKey(testCase.tool));
    const inputs = new Map(
      [...byTool].map(([key, calls]) => [
        key,
        calls.map(({ request }) => request.input as Record<string, unknown>),
      ]),
    );
    this.#grounds = { program, cells, patterns: new PatternCache(), inputs };
    this.#testsOfTool = new Map(
      [...byTool].map(([key, calls]) => [
        key,
        calls.flatMap(({ testCase, request }) => {
          const cell = cells.find(request.agent, key);
          return cell === undefined ? [] : { testCase, scene: new Scene(cell, request) };
        }),
      ]),
    );
  }

  fateOf(mutant: Mutant): Fate {
    const change = mutant.change();
    const { program, patterns } = this.#grounds;
    if (!isAccepted(program, patterns, change)) return { kind: 'refused' };
    const killer = this.#killerOf(change);
    if (killer !== undefined) return { kind: 'killed', by: killer };
    if (mutant.operator === 'lower-approval') return { kind: 'untestable' };
    const witness = findWitness(this.#grounds, change);
    return witness === undefined ? { kind: 'unwitnessed' } : { kind: 'survived', witness };
  }

  /** The first test case that no longer gets what it expects. */
  #killerOf(change: Change): TestCase | undefined {
    for (const { testCase, scene } of this.#testsAbout(change)) {
      if (!isExpected(testCase, scene.decide(change))) return testCase;
    }
    return undefined;
  }

  #testsAbout({ rules, layer }: Change): Iterable<Witnessed> {
    if (layer !== undefined) return [...this.#testsOfTool.values()].flat();
    const tools = new Set(rules.flatMap(({ from }) => from.targets.map(toolKey)));
    return [...tools].flatMap((tool) => this.#testsOfTool.get(tool) ?? []);
  }
}
