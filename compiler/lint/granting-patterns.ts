import type { SetKind, Word } from '../../dsl/ast.ts';
import { fieldsIn } from '../condition-parts.ts';
import type { ValueType } from '../value-type.ts';
import { atomsOf, patternsOf } from './conditions.ts';
import type { LintContext } from './context.ts';
import { typeOfField } from './types.ts';

/** A pattern that lets calls through: each value that it matches is one more that is allowed. */
export interface GrantingPattern {
  readonly word: Word;
  readonly type: ValueType;
}

/** The type of the values that a set can hold. */
export const setTypes: Readonly<Record<SetKind, ValueType>> = {
  paths: 'Path',
  hosts: 'Host',
  urls: 'Url',
  emails: 'Email',
  keys: 'Key',
  refs: 'Ref',
  strings: 'String',
};

/** The patterns of all allow rules, each once. */
export function grantingPatterns({ program, rules }: LintContext): readonly GrantingPattern[] {
  const found = new Map<Word, GrantingPattern>();
  for (const { rule, subjects } of rules) {
    if (rule.effect !== 'allow') continue;
    for (const { atom, isPositive } of atomsOf(rule)) {
      if (!isPositive) continue;
      const { of, patterns } = patternsOf(program, atom);
      const [field] = fieldsIn(atom);
      if (field === undefined) continue;
      const type = of === undefined ? typeOfField(subjects, field) : setTypes[of];
      if (type !== undefined) for (const word of patterns) found.set(word, { word, type });
    }
  }
  return [...found.values()];
}
