import { assert } from '../dsl/assert.ts';
import type { Span } from '../dsl/source.ts';
import { PatternCache } from './automata/cache.ts';
import type { Compilation } from './compile.ts';
import { ConditionTests } from './coverage/condition-tests.ts';
import type { Input } from './mutate/candidates.ts';
import { Cells } from './mutate/cell.ts';
import { type Evidence, exampleEvidence, testEvidence } from './mutate/evidence.ts';
import type { Change, Mutant } from './mutate/mutant.ts';
import { mutantsOf, spread } from './mutate/mutants.ts';
import { isAccepted } from './mutate/typing.ts';
import { findWitness, type Grounds, type Witness } from './mutate/witness.ts';
import { bearsOn } from './coverage/reach.ts';
import { type Program, subjectOfTool } from './program.ts';

/** What became of a mutant. */
export type Fate =
  /** A call of a test or an example, which stands here, comes out otherwise than it says. */
  | { readonly kind: 'killed'; readonly by: Span }
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

class Court {
  readonly #grounds: Grounds;
  readonly #evidence: ReadonlyMap<string, readonly Evidence[]>;

  constructor(program: Program) {
    const cells = new Cells(program);
    const tests = new ConditionTests(program);
    const evidence = [
      ...testEvidence(program, cells, tests),
      ...exampleEvidence(program, cells, tests),
    ];
    this.#evidence = Map.groupBy(evidence, ({ tool }) => tool);
    const inputs = [...this.#evidence].map(
      ([tool, found]) => [tool, found.map(({ scene }) => scene.request.input as Input)] as const,
    );
    this.#grounds = { program, cells, tests, inputs: new Map(inputs) };
  }

  fateOf(mutant: Mutant): Fate {
    const change = mutant.change();
    const patterns = new PatternCache();
    if (!isAccepted(this.#grounds.program, patterns, change)) return { kind: 'refused' };
    const by = this.#killerOf(change);
    if (by !== undefined) return { kind: 'killed', by };
    if (mutant.operator === 'lower-approval') return { kind: 'untestable' };
    const witness = findWitness(this.#grounds, patterns, change);
    return witness === undefined ? { kind: 'unwitnessed' } : { kind: 'survived', witness };
  }

  /** The first call that no longer comes out as it is said to. */
  #killerOf(change: Change): Span | undefined {
    for (const { scene, span, isMet } of this.#evidenceOn(change)) {
      if (scene.mayDiffer(change) && !isMet(scene.decide(change))) return span;
    }
    return undefined;
  }

  #evidenceOn({ rules, layer }: Change): Iterable<Evidence> {
    if (layer !== undefined) return [...this.#evidence.values()].flat();
    const { program } = this.#grounds;
    return [...this.#evidence].flatMap(([key, evidence]) => {
      const tool = subjectOfTool(program, key);
      const isMet = tool !== undefined && rules.some(({ from }) => bearsOn(program, from, tool));
      return isMet ? evidence : [];
    });
  }
}
