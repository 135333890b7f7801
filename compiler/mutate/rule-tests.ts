import { assert } from '../../dsl/assert.ts';
import type { Rule, ToolDeclaration } from '../../dsl/ast.ts';
import { PatternCache } from '../automata/cache.ts';
import { loadAutomaton, type Matcher } from '../evaluate/automaton.ts';
import type { CallFacts } from '../evaluate/call-facts.ts';
import { planCondition } from '../evaluate/condition.ts';
import type { Parameter } from '../evaluate/field.ts';
import { always, type Test, type Truth } from '../evaluate/truth.ts';
import { AutomatonTable } from '../lower/automata.ts';
import { lowerWhen } from '../lower/condition.ts';
import { type Program, toolKey } from '../program.ts';
import { isTypeName } from '../value-type.ts';

/** Rules after which the compiled patterns are forgotten: those of mutants are used once. */
const rulesPerCacheMax = 500;

/**
 * The conditions of checked rules as the kernel runs them, each compiled once for each tool. The
 * reference evaluator reads every pattern anew, which a search of thousands of calls cannot afford.
 */
export class RuleTests {
  readonly #program: Program;
  readonly #compiled = new WeakMap<Rule, Map<string, Test>>();
  readonly #parameters = new Map<string, ReadonlyMap<string, Parameter>>();
  #patterns = new PatternCache();
  #count = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  /** The truth of a rule's condition on a call of one of its tools. */
  truth(rule: Rule, tool: ToolDeclaration, facts: CallFacts): Truth {
    const test = this.#find(rule, tool);
    if (test.must(facts)) return 'yes';
    return test.may(facts) ? 'unknown' : 'no';
  }

  #find(rule: Rule, tool: ToolDeclaration): Test {
    const key = toolKey(tool.tool);
    const known = this.#compiled.get(rule) ?? new Map<string, Test>();
    const test = known.get(key) ?? this.#compile(rule, tool);
    this.#compiled.set(rule, known.set(key, test));
    return test;
  }

  #compile(rule: Rule, tool: ToolDeclaration): Test {
    if (++this.#count % rulesPerCacheMax === 0) this.#patterns = new PatternCache();
    const table = new AutomatonTable();
    const scope = { program: this.#program, patterns: this.#patterns, table, tool };
    const condition = lowerWhen(scope, rule);
    if (condition === null) return always;
    const parameters = this.#parametersOf(tool);
    return planCondition(condition, {
      parameter: (name) => required(parameters.get(name)),
      matcher: (index): Matcher => loadAutomaton(required(table.automata[index])),
    });
  }

  #parametersOf(tool: ToolDeclaration): ReadonlyMap<string, Parameter> {
    const key = toolKey(tool.tool);
    const known = this.#parameters.get(key) ?? parametersOf(tool);
    this.#parameters.set(key, known);
    return known;
  }
}

function parametersOf({ params }: ToolDeclaration): ReadonlyMap<string, Parameter> {
  return new Map(
    params.map(({ name, type, optional, inert }, position) => {
      assert(isTypeName(type.text), 'a checked parameter has a known type');
      return [name.text, { entry: { name: name.text, type: type.text, optional, inert }, position }];
    }),
  );
}

function required<T>(found: T | undefined): T {
  assert(found !== undefined, 'a lowered condition names only what there is');
  return found;
}
