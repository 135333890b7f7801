import type { Condition, Rule } from '../../dsl/ast.ts';
import { PatternCache } from '../automata/cache.ts';
import type { ParamEntry } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type LowerScope, lowerCondition, lowerWhen } from '../lower/condition.ts';
import { RuleTables } from '../lower/tables.ts';
import type { Subject } from '../subject.ts';
import { Axes } from './axis.ts';
import { Budget } from './budget.ts';
import { type CellSituations, situationsIn } from './cell.ts';
import { always, atomsIn, type Formula, restrict } from './formula.ts';
import { type Compiled, entriesIn, Model, type Side } from './model.ts';
import { type Question, type Truth, truthOf } from './question.ts';
import { Replay } from './replay.ts';
import { type Argument, Vocabulary } from './vocabulary.ts';
import { type WholeCall, wholeCall } from './whole-call.ts';

/** Questions about one program, answered once each. */
export class Analysis {
  readonly compiled: Compiled;
  readonly model: Model;
  readonly #vocabulary = new Vocabulary();
  readonly #axes = new Axes(this.#vocabulary);
  readonly #patterns = new PatternCache();
  readonly #tables: RuleTables;
  readonly #budget = Budget.forQuestion();
  readonly #cells = new Map<string, CellSituations>();
  readonly #questions = new Map<Condition, Map<Subject, Question>>();
  #replay: Replay | undefined;

  constructor(compiled: Compiled) {
    this.compiled = compiled;
    this.model = new Model(compiled, this.#vocabulary);
    // What the rules say of history and origin keeps its numbers.
    this.#tables = new RuleTables(compiled.rules);
  }

  /** Decides the calls that are found. */
  get replay(): Replay {
    this.#replay ??= new Replay(this.compiled, this.#vocabulary);
    return this.#replay;
  }

  /** What the atoms of its questions mean. */
  get vocabulary(): Vocabulary {
    return this.#vocabulary;
  }

  /** A condition of the program, as it reads the calls of a subject. */
  question(condition: Condition, subject: Subject): Question {
    const known = this.#questions.get(condition) ?? new Map<Subject, Question>();
    const question =
      known.get(subject) ?? this.#ask(subject, lowerCondition(this.#scope(subject), condition));
    this.#questions.set(condition, known.set(subject, question));
    return question;
  }

  /** When a rule of the program holds on the calls of a subject. */
  ruleQuestion(rule: Pick<Rule, 'targets' | 'when' | 'unless'>, subject: Subject): Question {
    return this.#ask(subject, lowerWhen(this.#scope(subject), rule));
  }

  #scope(subject: Subject): LowerScope {
    const { program } = this.compiled;
    return { program, patterns: this.#patterns, tables: this.#tables, subject };
  }

  #ask(subject: Subject, lowered: ReturnType<typeof lowerWhen>): Question {
    const { automata, monitors, origins } = this.#tables;
    const { tools, actions } = this.compiled.rules;
    const names = { automata: automata.automata, monitors, origins, tools, actions };
    return this.#vocabulary.question(lowered, names, entriesIn(this.params(subject)));
  }

  /** What a question comes to about one call. */
  truthOn({ must, may }: Question, call: Argument): Truth {
    const atoms = [...new Set([must, may].flatMap(atomsIn))];
    const answers = this.#vocabulary.truths(atoms, call);
    const truths = new Map(atoms.map((atom, at) => [atom, answers[at]]));
    const [sure, possible] = [must, may].map((each) => restrict(each, (atom) => truths.get(atom)));
    return truthOf(sure === always, possible === always);
  }

  /** What the calls of a tool do beside being made, in terms of their arguments. */
  wholeCall(agent: string, subject: Subject): WholeCall {
    return wholeCall(this.model, this.#vocabulary, agent, subject);
  }

  /** The parameters of a subject, as the rule set has them. */
  params(subject: Subject): readonly ParamEntry[] {
    return this.model.params(subject);
  }

  /** Every kind of call of a subject, told apart by the rules of a side and by some more conditions. */
  situations(side: Side, more: readonly Formula[] = []): CellSituations {
    const rules = side.rules.map(({ must, may, barred }) => [must.key, may.key, barred.key]);
    const conditions = [side.granted, ...more].map((formula) => formula.key);
    const key = JSON.stringify([side.params, rules, conditions]);
    const search = { axes: this.#axes, sides: [side], more, budget: this.#budget.forCell() };
    const found = this.#cells.get(key) ?? situationsIn(search);
    this.#cells.set(key, found);
    return found;
  }
}

/** A whole call from its arguments; of an action its name stands for the tool. */
export function callOf(agent: string, subject: Subject, call: Argument): DecisionRequest {
  const { input, workspace } = call;
  const { tool, name } = subject;
  return {
    agent,
    server: tool?.tool.server?.text ?? null,
    tool: tool?.tool.name.text ?? name,
    input,
    workspace,
  };
}
