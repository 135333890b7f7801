import type { Condition, Field } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import type { PatternCache } from '../automata/cache.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import type { Subject } from '../subject.ts';
import type { FieldMeaning } from '../value-type.ts';
import { checkField, fieldText } from './field.ts';

/** What a condition may refer to. */
export interface Scope {
  readonly program: Program;
  readonly patterns: PatternCache;
  /** What the rule is about, as far as it is declared. */
  readonly subjects: readonly Subject[];
  /** The list whose elements are read, by the name of its parameter; null outside a quantifier. */
  readonly element: string | null;
  /** Whether `after` and `count` may stand here. */
  readonly allowsHistory: boolean;
  /**
   * Whether `from` may stand here, as it is never false: only where being unknown grants less. Null
   * is nowhere within.
   */
  readonly isExcuse: boolean | null;
}

/** A condition that only speaks of one call: of a claim, of what history watches for. */
export function plainScope(
  program: Program,
  patterns: PatternCache,
  subjects: readonly Subject[],
): Scope {
  return { program, patterns, subjects, element: null, allowsHistory: false, isExcuse: null };
}

/** Checks a condition within another; handed in, because each may stand in the other. */
export type CheckCondition = (scope: Scope, condition: Condition) => Generator<Diagnostic>;

/** A field that may be compared here; undefined after a finding. */
export function* checkValue(
  scope: Scope,
  field: Field,
): Generator<Diagnostic, FieldMeaning | undefined> {
  const meaning = yield* checkField(scope.subjects, field);
  if (meaning === undefined) return undefined;
  const { param, type } = meaning;
  if (param.list && scope.element === null) {
    const message = `${fieldText(field)} is of a list, expected \`every\` or \`any\` before it`;
    yield finding('list-compared', field.span, message, {
      help: `write \`every\` if each element must do so, \`any\` if one is enough`,
    });
    return undefined;
  }
  if (type !== 'Json') return meaning;
  const isRecord = meaning.value.fields !== null;
  const what = isRecord ? 'a record' : 'of type Json, which is never compared';
  const help = isRecord
    ? 'compare one of its fields'
    : 'declare the parameter with the type that its values have';
  yield finding('json-compared', field.span, `${fieldText(field)} is ${what}`, { help });
  return undefined;
}
