import type { Literal } from '../../dsl/ast.ts';
import { atomsOf, literalsOf } from './conditions.ts';
import type { LintContext } from './context.ts';
import { typeOfField } from './types.ts';

/** Every command that some allow names, with its literal. */
export function allowedCommands({
  rules,
}: LintContext): readonly { readonly literal: Literal; readonly command: string }[] {
  return rules.flatMap(({ rule, tools }) =>
    rule.effect !== 'allow'
      ? []
      : atomsOf(rule)
          .filter(
            ({ atom, isPositive }) => isPositive && typeOfField(tools, atom.field) === 'Shell',
          )
          .flatMap(({ atom }) => literalsOf(atom))
          .map((literal) => ({ literal, command: String(literal.value) })),
  );
}
