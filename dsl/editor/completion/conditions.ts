import { CompletionItemKind } from 'vscode-languageserver';
import type { Param, TypeExpression } from '../../ast.ts';
import { paramText, typeText } from '../../print/declaration.ts';
import { nameText, wordText } from '../../print/text.ts';
import type { Expectation } from '../grammar-walk.ts';
import { keywordDocs } from '../keyword-docs.ts';
import type { Program } from '../program.ts';
import type { Operations } from '../toolchain.ts';
import { type Candidate, keyword } from './candidate.ts';
import { fieldType, operationsOn, partsOf, sharedParams } from './field-type.ts';
import { setKinds, setNames } from './names.ts';
import { callOf, fieldOf, tokensOf } from './reading.ts';

/** Arguments that all targets of the rule have with one type, or the fields of the one before the dot. */
export function fieldNames(program: Program, expectation: Expectation): readonly Candidate[] {
  const path = fieldOf(expectation);
  const params = sharedParams(program, expectation);
  if (path.length > 0) return partNames(program, params, path);
  const operand = callOf('operand', expectation.call);
  if (operand !== undefined) return sameFields(program, { ...expectation, call: operand });
  const mustBeOptional = tokensOf('comparison', expectation)[0]?.tokenType.name === 'Has';
  return params
    .filter(({ optional }) => optional || !mustBeOptional)
    .map((param) => ({
      label: wordText(param.name.text),
      kind: CompletionItemKind.Field,
      detail: paramText(param),
    }));
}

/** The same where the dot is still to be written. */
export function fields(program: Program, expectation: Expectation): readonly Candidate[] {
  if (fieldOf(expectation).length > 0) return [];
  return fieldNames(program, expectation).map((name) => ({ ...name, label: `.${name.label}` }));
}

/** Behind `==`, the other arguments of the type that the field before it has. */
function sameFields(program: Program, expectation: Expectation): readonly Candidate[] {
  const path = fieldOf(expectation);
  const params = sharedParams(program, expectation);
  const type = fieldType(program, params, path);
  if (type === undefined) return [];
  const text = typeText(type);
  return params
    .filter((param) => typeText(param.type) === text && param.name.text !== path[0])
    .map((param) => ({
      label: wordText(param.name.text),
      kind: CompletionItemKind.Field,
      detail: paramText(param),
    }));
}

/** Rules of the grammar that go on with a field. */
const relations: readonly string[] = ['relation', 'field'];

/** False behind a field that is no condition by itself, for what would end the condition there. */
export function mayEnd(program: Program, expectation: Expectation): boolean {
  const { trace, call } = expectation;
  if (trace?.call.rule !== 'field' || trace.call.parent?.rule !== 'comparison') return true;
  if (
    relations.includes(call.rule) ||
    tokensOf('comparison', { ...expectation, call: trace.call })[0]?.image === 'has'
  )
    return true;
  const known = operationsOf(program, { ...expectation, call: trace.call });
  return known === undefined || known.literal === 'boolean';
}

function partNames(
  program: Program,
  params: readonly Param[],
  path: readonly string[],
): readonly Candidate[] {
  const type = fieldType(program, params, path);
  return (type === undefined ? [] : partsOf(program, type)).map(([name, detail]) => ({
    label: wordText(name),
    kind: CompletionItemKind.Property,
    detail,
  }));
}

/** The type of the field that the comparison at the cursor is about. */
function typeOf(program: Program, expectation: Expectation): TypeExpression | undefined {
  return fieldType(program, sharedParams(program, expectation), fieldOf(expectation));
}

/** What may be done with the field before the cursor; undefined where its type is not known. */
function operationsOf(program: Program, expectation: Expectation): Operations | undefined {
  const type = typeOf(program, expectation);
  return type && operationsOn(program, type);
}

/** The words of the enum that the field before the cursor is. */
export function enumWords(program: Program, expectation: Expectation): readonly Candidate[] {
  const type = typeOf(program, expectation);
  const element = type?.kind === 'list' ? type.element : type;
  if (element?.kind !== 'enum') return [];
  return element.words.map(({ text }) => ({
    label: nameText(text),
    kind: CompletionItemKind.EnumMember,
  }));
}

/** Comparisons that fit the type of the field. */
export function comparisons(program: Program, expectation: Expectation): readonly Candidate[] {
  const known = operationsOf(program, expectation);
  if (known?.literal === null) return [];
  const isOrdered = known?.isOrdered ?? true;
  const labels = ['==', '!=', ...(isOrdered ? ['<', '<=', '>', '>='] : [])];
  return labels.map((label) => ({ label, kind: CompletionItemKind.Operator }));
}

/** `matches`, `under`, `in` or `from`, where it fits the type of the field. */
export function relation(
  word: 'matches' | 'under' | 'in' | 'from',
  program: Program,
  expectation: Expectation,
): readonly Candidate[] {
  const known = operationsOf(program, expectation);
  const fits = {
    matches: known?.isMatched ?? true,
    under: known === undefined || known.set === 'paths',
    in: known?.literal !== null,
    // Only of texts is it known what a person typed.
    from: known === undefined || (known.literal === 'string' && known.isMatched),
  };
  const snippets = {
    matches: 'matches "$1"',
    under: 'under workspace',
    in: 'in $1',
    from: 'from prompt',
  };
  return fits[word] ? [keyword(word, keywordDocs.get(word), snippets[word])] : [];
}

/** Sets of the kind that fits the type of the field, declared or written in place. */
export function memberships(program: Program, expectation: Expectation): readonly Candidate[] {
  const known = operationsOf(program, expectation);
  if (known?.set === null) return [];
  return [...setNames(program, known?.set), ...setKinds(known?.set)];
}

/** A list of values, written in place. */
export function lists(program: Program, expectation: Expectation): readonly Candidate[] {
  const value = operationsOf(program, expectation)?.literal === 'string' ? '"$1"' : '$1';
  return [{ label: '[...]', kind: CompletionItemKind.Value, snippet: `[${value}]` }];
}

/** `true` and `false` for a field that is one of them. */
export function literals(program: Program, expectation: Expectation): readonly Candidate[] {
  if (operationsOf(program, expectation)?.literal !== 'boolean') return [];
  return ['true', 'false'].map((label) => keyword(label, keywordDocs.get(label)));
}
