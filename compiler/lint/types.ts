import type { Field, ToolDeclaration } from '../../dsl/ast.ts';
import { fieldType, type ValueType } from '../value-type.ts';

/** The type of a field: the same on all tools of a rule. */
export function typeOfField(
  [tool]: readonly ToolDeclaration[],
  field: Field,
): ValueType | undefined {
  return tool === undefined ? undefined : fieldType(tool, field);
}
