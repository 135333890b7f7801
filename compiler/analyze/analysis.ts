import { assert } from '../../dsl/assert.ts';
import type { Condition, ToolDeclaration } from '../../dsl/ast.ts';
import { PatternCache } from '../automata/cache.ts';
import type { ToolEntry } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { AutomatonTable } from '../lower/automata.ts';
import { lowerCondition } from '../lower/condition.ts';
import { toolKey } from '../program.ts';
import { Axes } from './axis.ts';
import { Budget } from './budget.ts';
import { type CellSituations, situationsIn } from './cell.ts';
import { always, atomsIn, type Formula, restrict } from './formula.ts';
import { type Compiled, Model, type Side, typesIn } from './model.ts';
import { type Question, type Truth, truthOf } from './question.ts';
import { Replay } from './replay.ts';
import { type Argument, argumentOf, Vocabulary } from './vocabulary.ts';

/** Questions about one program, answered once each. */
export class Analysis {
  readonly compiled: Compiled;
  readonly model: Model;
  readonly replay: Replay;
  readonly #vocabulary = new Vocabulary();
  readonly #axes = new Axes(this.#vocabulary);
  readonly #patterns = new PatternCache();
  readonly #table = new AutomatonTable();
  readonly #budget = Budget.forQuestion();
  readonly #cells = new Map<string, CellSituations>();

  constructor(compiled: Compiled) {
    this.compiled = compiled;
    this.model = new Model(compiled, this.#vocabulary);
    this.replay = new Replay(compiled);
  }

  /** A condition of the program, as it reads the calls of a tool. */
  question(condition: Condition, tool: ToolDeclaration): Question {
    const { program } = this.compiled;
    const scope = { program, patterns: this.#patterns, table: this.#table, tool };
    const lowered = lowerCondition(scope, condition);
    return this.#vocabulary.question(lowered, this.#table.automata, typesIn(this.entry(tool)));
  }

  /** What a question comes to about one call. */
  truthOn({ must, may }: Question, call: Argument): Truth {
    const atoms = [...new Set([must, may].flatMap(atomsIn))];
    const truths = new Map<number, boolean>();
    for (const atom of atoms) {
      const { param } = this.#vocabulary.atom(atom);
      const isThere = Object.hasOwn(call.input, param);
      const input = isThere ? argumentOf(param, call.input[param]) : {};
      const [truth] = this.#vocabulary.truths([atom], { input, workspace: call.workspace });
      if (truth !== undefined) truths.set(atom, truth);
    }
    const [sure, possible] = [must, may].map((each) => restrict(each, (atom) => truths.get(atom)));
    return truthOf(sure === always, possible === always);
  }

  /** The tool of the rules that a declaration became. */
  entry({ tool }: ToolDeclaration): ToolEntry {
    const entry = this.model.tools.get(toolKey(tool));
    assert(entry !== undefined, 'each declared tool is a tool of the rules');
    return entry;
  }

  /** Every kind of call to a tool, told apart by the rules of a side and by some more conditions. */
  situations(side: Side, more: readonly Formula[] = []): CellSituations {
    const rules = side.rules.map(({ must, may, barred }) => [must.key, may.key, barred.key]);
    const key = JSON.stringify([side.params, rules, more.map((formula) => formula.key)]);
    const search = { axes: this.#axes, sides: [side], more, budget: this.#budget.forCell() };
    const found = this.#cells.get(key) ?? situationsIn(search);
    this.#cells.set(key, found);
    return found;
  }
}

/** A whole call from its arguments. */
export function callOf(
  agent: string,
  { server, name }: ToolEntry,
  call: Argument,
): DecisionRequest {
  const { input, workspace } = call;
  return { agent, server, tool: name, input, workspace };
}
