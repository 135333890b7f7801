import type { Condition } from '../../dsl/ast.ts';
import { type Program, rulesOf, toolKey } from '../program.ts';

/** The names that rules and claims refer to. */
export interface Usage {
  readonly sets: ReadonlySet<string>;
  /** By the name that a model sees. */
  readonly tools: ReadonlySet<string>;
}

/** What the rules and claims of a program refer to. */
export function usageOf(program: Program): Usage {
  const rules = rulesOf(program).map(({ rule }) => rule);
  const conditions = [
    ...rules.flatMap(({ when, unless }) => [when, unless]),
    ...program.claims.map(({ where }) => where),
  ];
  return {
    sets: new Set(conditions.flatMap((each) => (each === undefined ? [] : setsIn(each)))),
    tools: new Set(rules.flatMap(({ targets }) => targets.map(toolKey))),
  };
}

/** The names of the sets that a condition refers to. */
function setsIn(condition: Condition): readonly string[] {
  if (condition.kind === 'and' || condition.kind === 'or') {
    return [...setsIn(condition.left), ...setsIn(condition.right)];
  }
  if (condition.kind === 'not') return setsIn(condition.operand);
  return condition.kind === 'in' && condition.set.kind === 'name' ? [condition.set.text] : [];
}
