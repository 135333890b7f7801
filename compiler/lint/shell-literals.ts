import type { Word } from '../../dsl/ast.ts';
import type { LintContext } from './context.ts';

/** Every pattern of commands that some allow names. */
export function allowedCommands({ rules }: LintContext): readonly Word[] {
  return rules.flatMap(({ rule }) =>
    rule.effect !== 'allow'
      ? []
      : rule.targets.flatMap((target) => (target.kind === 'action' ? target.commands : [])),
  );
}
