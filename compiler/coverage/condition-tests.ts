import { assert } from '../../dsl/assert.ts';
import type { Condition, Rule, SetLiteral } from '../../dsl/ast.ts';
import { termsOf } from '../../dsl/condition.ts';
import { PatternCache } from '../automata/cache.ts';
import { loadAutomaton } from '../evaluate/automaton.ts';
import type { CallFacts } from '../evaluate/call-facts.ts';
import { planCondition } from '../evaluate/condition.ts';
import { numberParameters, type Parameter } from '../evaluate/field.ts';
import { all, always, any, not, type Test, type Truth } from '../evaluate/truth.ts';
import type { Condition as RuleCondition, RuleSet } from '../bundle/rules.ts';
import { fieldsIn } from '../condition-parts.ts';
import { type LowerScope, lowerCommands, lowerCondition } from '../lower/condition.ts';
import { RuleTables } from '../lower/tables.ts';
import type { Program } from '../program.ts';
import { entryOf, type Subject } from '../subject.ts';
import type { Atom } from './atom.ts';

/** Atoms after which compiled patterns are forgotten: those of mutants are used once. */
const atomsPerCacheMax = 500;

/**
 * The conditions of checked rules as the kernel runs them, one by one. The reference evaluator reads
 * every pattern anew, which thousands of calls cannot afford. Each piece of a tree is compiled once
 * for each subject; a rule that differs in one piece shares all others.
 */
export class ConditionTests {
  readonly #program: Program;
  readonly #parameters = new Map<string, ReadonlyMap<string, Parameter>>();
  readonly #rules = new WeakMap<Rule, Map<string, Test>>();
  /** By atom, or by the set that it looks into: a set may stand in a thousand rules. */
  readonly #atoms = new WeakMap<object, Map<string, Test>>();
  readonly #tables: () => RuleTables;
  #patterns = new PatternCache();
  #count = 0;

  /** With the rules of the program, what history and origins are asked by keeps its numbers. */
  constructor(program: Program, rules?: RuleSet) {
    this.#program = program;
    const { monitors = [], origins = [], automata = [] } = rules ?? {};
    this.#tables = () =>
      new RuleTables(historyIn(rules) ? { automata, monitors, origins } : undefined);
  }

  /** The truth of a rule's conditions on a facet that it is about. */
  ruleTruth(rule: Rule, subject: Subject, facts: CallFacts): Truth {
    return truthOf(
      remembered(this.#rules, rule, subject.key, () => this.#ruleTest(rule, subject)),
      facts,
    );
  }

  /** The truth of one atom of such a rule. */
  atomTruth(atom: Atom, subject: Subject, facts: CallFacts): Truth {
    return truthOf(this.#atomTest(atom, subject), facts);
  }

  #ruleTest({ targets, when, unless }: Rule, subject: Subject): Test {
    const tests: Test[] = [];
    for (const target of targets) {
      const scope = this.#scope(subject);
      const commands = lowerCommands(scope, target);
      tests.push(...commands.map((command) => this.#plan(command, subject, scope.tables)));
    }
    if (when !== undefined) tests.push(this.#conditionTest(when, subject));
    if (unless !== undefined) tests.push(not(this.#conditionTest(unless, subject)));
    return tests.length === 0 ? always : all(tests);
  }

  #conditionTest(condition: Condition, subject: Subject): Test {
    const testOf = (each: Condition): Test => this.#conditionTest(each, subject);
    switch (condition.kind) {
      case 'not':
        return not(testOf(condition.operand));
      case 'and':
        return all(termsOf('and', condition).map(testOf));
      case 'or':
        return any(termsOf('or', condition).map(testOf));
      default:
        return this.#atomTest(condition, subject);
    }
  }

  #atomTest(atom: Atom, subject: Subject): Test {
    const fields = fieldsIn(atom).map(({ path }) => path.map(({ text }) => text));
    const key = JSON.stringify([subject.key, ...fields]);
    const piece = setOf(this.#program, atom) ?? atom;
    return remembered(this.#atoms, piece, key, () => this.#compile(atom, subject));
  }

  #compile(atom: Atom, subject: Subject): Test {
    if (++this.#count % atomsPerCacheMax === 0) this.#patterns = new PatternCache();
    const scope = this.#scope(subject);
    return this.#plan(lowerCondition(scope, atom), subject, scope.tables);
  }

  #scope(subject: Subject): LowerScope {
    return { program: this.#program, patterns: this.#patterns, tables: this.#tables(), subject };
  }

  #plan(condition: RuleCondition, subject: Subject, { automata }: RuleTables): Test {
    const parameters = this.#parametersOf(subject);
    return planCondition(condition, {
      parameter: (name) => required(parameters.get(name)),
      matcher: (index) => loadAutomaton(required(automata.automata[index])),
    });
  }

  #parametersOf({ key, params }: Subject): ReadonlyMap<string, Parameter> {
    const entries = () => numberParameters(params.map((param) => required(entryOf(param))));
    const known = this.#parameters.get(key) ?? entries();
    this.#parameters.set(key, known);
    return known;
  }
}

/** The set of patterns that a condition looks into, wherever it is written. */
export function setOf({ sets }: Program, atom: Atom): SetLiteral | undefined {
  if (atom.kind !== 'in' || atom.set.kind === 'list') return undefined;
  return atom.set.kind === 'set' ? atom.set : sets.get(atom.set.text)?.value;
}

/** Whether rules speak of history or origins. */
function historyIn(rules: RuleSet | undefined): boolean {
  return rules !== undefined && (rules.monitors.length > 0 || rules.origins.length > 0);
}

function truthOf(test: Test, facts: CallFacts): Truth {
  if (test.must(facts)) return 'yes';
  return test.may(facts) ? 'unknown' : 'no';
}

function remembered<K extends object>(
  tests: WeakMap<K, Map<string, Test>>,
  piece: K,
  key: string,
  make: () => Test,
): Test {
  const known = tests.get(piece) ?? new Map<string, Test>();
  const test = known.get(key) ?? make();
  tests.set(piece, known.set(key, test));
  return test;
}

function required<T>(found: T | undefined): T {
  assert(found !== undefined, 'a lowered condition names only what there is');
  return found;
}
