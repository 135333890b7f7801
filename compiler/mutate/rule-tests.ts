import { assert } from '../../dsl/assert.ts';
import type { Condition, Rule, ToolDeclaration } from '../../dsl/ast.ts';
import { termsOf } from '../../dsl/condition.ts';
import { PatternCache } from '../automata/cache.ts';
import type { Atom } from '../coverage/atom.ts';
import { loadAutomaton } from '../evaluate/automaton.ts';
import type { CallFacts } from '../evaluate/call-facts.ts';
import { planCondition } from '../evaluate/condition.ts';
import type { Parameter } from '../evaluate/field.ts';
import { all, always, any, not, type Test, type Truth } from '../evaluate/truth.ts';
import { AutomatonTable } from '../lower/automata.ts';
import { lowerWhen } from '../lower/condition.ts';
import { type Program, toolKey } from '../program.ts';
import { isTypeName } from '../value-type.ts';
import { setOf } from './focus.ts';

/** Conditions after which compiled patterns are forgotten: those of mutants are used once. */
const conditionsPerCacheMax = 500;

/**
 * The conditions of checked rules as the kernel runs them. The reference evaluator reads every
 * pattern anew, which a search of thousands of calls cannot afford. Each piece of a tree is compiled
 * once for each tool, and a mutant shares all pieces but one with its original.
 */
export class RuleTests {
  readonly #program: Program;
  readonly #parameters = new Map<string, ReadonlyMap<string, Parameter>>();
  readonly #rules = new WeakMap<Rule, Map<string, Test>>();
  /** By atom, or by the set that it looks into: a set may stand in a thousand rules. */
  readonly #atoms = new WeakMap<object, Map<string, Test>>();
  #patterns = new PatternCache();
  #count = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  /** The truth of a rule's condition on a call of one of its tools. */
  truth(rule: Rule, tool: ToolDeclaration, facts: CallFacts): Truth {
    const key = toolKey(tool.tool);
    const test = remembered(this.#rules, rule, key, () => this.#ruleTest(rule, tool));
    if (test.must(facts)) return 'yes';
    return test.may(facts) ? 'unknown' : 'no';
  }

  #ruleTest(rule: Rule, tool: ToolDeclaration): Test {
    const testOf = (condition: Condition): Test => this.#conditionTest({ rule, tool }, condition);
    const { when, unless } = rule;
    const holds = when === undefined ? always : testOf(when);
    return unless === undefined ? holds : all([holds, not(testOf(unless))]);
  }

  #conditionTest(scope: Scope, condition: Condition): Test {
    const testOf = (each: Condition): Test => this.#conditionTest(scope, each);
    if (condition.kind === 'not') return not(testOf(condition.operand));
    if (condition.kind === 'and') return all(termsOf('and', condition).map(testOf));
    if (condition.kind === 'or') return any(termsOf('or', condition).map(testOf));
    const set = setOf(this.#program, condition);
    const field = condition.field.path.map(({ text }) => text);
    const key = JSON.stringify([toolKey(scope.tool.tool), ...field]);
    return remembered(this.#atoms, set ?? condition, key, () => this.#compile(scope, condition));
  }

  #compile({ rule, tool }: Scope, atom: Atom): Test {
    if (++this.#count % conditionsPerCacheMax === 0) this.#patterns = new PatternCache();
    const table = new AutomatonTable();
    const scope = { program: this.#program, patterns: this.#patterns, table, tool };
    const lowered = required(lowerWhen(scope, { ...rule, when: atom, unless: undefined }));
    const parameters = this.#parametersOf(tool);
    return planCondition(lowered, {
      parameter: (name) => required(parameters.get(name)),
      matcher: (index) => loadAutomaton(required(table.automata[index])),
    });
  }

  #parametersOf(tool: ToolDeclaration): ReadonlyMap<string, Parameter> {
    const key = toolKey(tool.tool);
    const known = this.#parameters.get(key) ?? parametersOf(tool);
    this.#parameters.set(key, known);
    return known;
  }
}

/** Where a condition stands, and the tool whose calls it is about to judge. */
interface Scope {
  readonly rule: Rule;
  readonly tool: ToolDeclaration;
}

function parametersOf({ params }: ToolDeclaration): ReadonlyMap<string, Parameter> {
  return new Map(
    params.map(({ name, type, optional, inert }, position) => {
      assert(isTypeName(type.text), 'a checked parameter has a known type');
      return [
        name.text,
        { entry: { name: name.text, type: type.text, optional, inert }, position },
      ];
    }),
  );
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

function required<T>(found: T | null | undefined): T {
  assert(found !== undefined && found !== null, 'a lowered condition names only what there is');
  return found;
}
