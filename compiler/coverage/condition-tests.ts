import { assert } from '../../dsl/assert.ts';
import type { Condition, Rule, SetLiteral, ToolDeclaration } from '../../dsl/ast.ts';
import { termsOf } from '../../dsl/condition.ts';
import { PatternCache } from '../automata/cache.ts';
import { loadAutomaton } from '../evaluate/automaton.ts';
import type { CallFacts } from '../evaluate/call-facts.ts';
import { planCondition } from '../evaluate/condition.ts';
import type { Parameter } from '../evaluate/field.ts';
import { all, always, any, not, type Test, type Truth } from '../evaluate/truth.ts';
import { AutomatonTable } from '../lower/automata.ts';
import { lowerCondition } from '../lower/condition.ts';
import { type Program, toolKey } from '../program.ts';
import { isTypeName } from '../value-type.ts';
import type { Atom } from './atom.ts';

/** Atoms after which compiled patterns are forgotten: those of mutants are used once. */
const atomsPerCacheMax = 500;

/**
 * The conditions of checked rules as the kernel runs them, one by one. The reference evaluator reads
 * every pattern anew, which thousands of calls cannot afford. Each piece of a tree is compiled once
 * for each tool; a rule that differs in one piece shares all others.
 */
export class ConditionTests {
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

  /** The truth of a rule's conditions on a call of one of its tools. */
  ruleTruth(rule: Rule, tool: ToolDeclaration, facts: CallFacts): Truth {
    const key = toolKey(tool.tool);
    return truthOf(
      remembered(this.#rules, rule, key, () => this.#ruleTest(rule, tool)),
      facts,
    );
  }

  /** The truth of one atom of such a rule. */
  atomTruth(atom: Atom, tool: ToolDeclaration, facts: CallFacts): Truth {
    return truthOf(this.#atomTest(atom, tool), facts);
  }

  #ruleTest({ when, unless }: Rule, tool: ToolDeclaration): Test {
    const holds = when === undefined ? always : this.#conditionTest(when, tool);
    return unless === undefined ? holds : all([holds, not(this.#conditionTest(unless, tool))]);
  }

  #conditionTest(condition: Condition, tool: ToolDeclaration): Test {
    const testOf = (each: Condition): Test => this.#conditionTest(each, tool);
    switch (condition.kind) {
      case 'not':
        return not(testOf(condition.operand));
      case 'and':
        return all(termsOf('and', condition).map(testOf));
      case 'or':
        return any(termsOf('or', condition).map(testOf));
      default:
        return this.#atomTest(condition, tool);
    }
  }

  #atomTest(atom: Atom, tool: ToolDeclaration): Test {
    const field = atom.field.path.map(({ text }) => text);
    const key = JSON.stringify([toolKey(tool.tool), ...field]);
    const piece = setOf(this.#program, atom) ?? atom;
    return remembered(this.#atoms, piece, key, () => this.#compile(atom, tool));
  }

  #compile(atom: Atom, tool: ToolDeclaration): Test {
    if (++this.#count % atomsPerCacheMax === 0) this.#patterns = new PatternCache();
    const table = new AutomatonTable();
    const scope = { program: this.#program, patterns: this.#patterns, table, tool };
    const parameters = this.#parametersOf(tool);
    return planCondition(lowerCondition(scope, atom), {
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

/** The set of patterns that a condition looks into, wherever it is written. */
export function setOf({ sets }: Program, atom: Atom): SetLiteral | undefined {
  if (atom.kind !== 'in' || atom.set.kind === 'list') return undefined;
  return atom.set.kind === 'set' ? atom.set : sets.get(atom.set.text)?.value;
}

function truthOf(test: Test, facts: CallFacts): Truth {
  if (test.must(facts)) return 'yes';
  return test.may(facts) ? 'unknown' : 'no';
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

function required<T>(found: T | undefined): T {
  assert(found !== undefined, 'a lowered condition names only what there is');
  return found;
}
