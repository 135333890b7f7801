import type { Condition, ToolName } from '../../dsl/ast.ts';
import { type Program, rulesOf, toolKey } from '../program.ts';

/** The names that a program refers to; tools by the name that a model sees. */
export interface Usage {
  readonly sets: ReadonlySet<string>;
  /** Tools that some rule is about. */
  readonly ruledTools: ReadonlySet<string>;
  /** Tools that anything else speaks of. */
  readonly otherTools: ReadonlySet<string>;
}

/** What a program refers to. */
export function usageOf(program: Program): Usage {
  const rules = rulesOf(program).map(({ rule }) => rule);
  const conditions = [
    ...rules.flatMap(({ when, unless }) => [when, unless]),
    ...program.claims.map(({ where }) => where),
  ];
  return {
    sets: new Set(conditions.flatMap((each) => (each === undefined ? [] : setsIn(each)))),
    ruledTools: new Set(rules.flatMap(({ targets }) => targets.map(toolKey))),
    otherTools: new Set(othersIn(program).map(toolKey)),
  };
}

function othersIn({ agents, claims, tests }: Program): readonly ToolName[] {
  return [
    ...claims.map(({ target }) => target),
    ...tests.flatMap(({ cases }) => cases.map(({ tool }) => tool)),
    ...[...agents.values()].flatMap(({ loop }) => loop?.poll ?? []),
  ];
}

/** The names of the sets that a condition refers to. */
function setsIn(condition: Condition): readonly string[] {
  if (condition.kind === 'and' || condition.kind === 'or') {
    return [...setsIn(condition.left), ...setsIn(condition.right)];
  }
  if (condition.kind === 'not') return setsIn(condition.operand);
  return condition.kind === 'in' && condition.set.kind === 'name' ? [condition.set.text] : [];
}
