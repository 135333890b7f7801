import type { Condition, Let, SetLiteral } from '../../../dsl/ast.ts';
import { type Program, rulesOf } from '../../program.ts';
import type { Mutant, RuleChange } from '../mutant.ts';
import { setVariants } from './pattern.ts';

/** Mistakes in a declared set: every rule that names it is changed. */
export function letMutants(program: Program, { name, value }: Let): readonly Mutant[] {
  return setVariants(value).map(({ to: set, ...variant }) => ({
    ...variant,
    change: () => ({ rules: inline(program, name.text, set), set }),
  }));
}

/** The rules that name the set, with a literal in its place. */
function inline(program: Program, name: string, set: SetLiteral): readonly RuleChange[] {
  return rulesOf(program).flatMap(({ layer, rule: from }) => {
    const when = from.when && inlineIn(from.when, name, set);
    const unless = from.unless && inlineIn(from.unless, name, set);
    if (when === from.when && unless === from.unless) return [];
    return { layer, from, to: { ...from, when, unless } };
  });
}

/** The condition itself where it does not name the set. */
function inlineIn(condition: Condition, name: string, set: SetLiteral): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const left = inlineIn(condition.left, name, set);
      const right = inlineIn(condition.right, name, set);
      const isSame = left === condition.left && right === condition.right;
      return isSame ? condition : { ...condition, left, right };
    }
    case 'not':
    case 'every':
    case 'any': {
      const operand = inlineIn(condition.operand, name, set);
      return operand === condition.operand ? condition : { ...condition, operand };
    }
    case 'in': {
      const isNamed = condition.set.kind === 'name' && condition.set.text === name;
      return isNamed ? { ...condition, set } : condition;
    }
    default:
      return condition;
  }
}
