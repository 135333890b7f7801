import type { Field } from '../../dsl/ast.ts';
import type { Span } from '../../dsl/source.ts';
import type { Subject } from '../subject.ts';
import { fieldType, type ValueType } from '../value-type.ts';

/** The type of a field: the same on all subjects of a rule. */
export function typeOfField([subject]: readonly Subject[], field: Field): ValueType | undefined {
  return subject === undefined ? undefined : fieldType(subject, field);
}

/** Where the name of a subject is declared; nowhere for a built-in action. */
export function placeOf({ tool, span }: Subject): readonly Span[] {
  const place = tool?.tool.span ?? span;
  return place === undefined ? [] : [place];
}
