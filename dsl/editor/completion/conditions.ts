import { CompletionItemKind } from 'vscode-languageserver';
import type { Param, ToolDeclaration } from '../../ast.ts';
import { paramText, wordText } from '../../print/text.ts';
import type { Expectation } from '../grammar-walk.ts';
import { keywordDocs } from '../keyword-docs.ts';
import type { Program } from '../program.ts';
import { symbolKey } from '../symbols.ts';
import type { Operations } from '../toolchain.ts';
import { type Candidate, keyword } from './candidate.ts';
import { setKinds, setNames } from './names.ts';
import { fieldOf, targetsOf, tokensOf } from './reading.ts';

/** Arguments that every tool of the rule has with one type, or the parts of the one before the dot. */
export function fieldNames(program: Program, expectation: Expectation): readonly Candidate[] {
  const path = fieldOf(expectation);
  if (path.length > 0) return partNames(program, expectation);
  const mustBeOptional = tokensOf('primary', expectation)[0]?.tokenType.name === 'Has';
  return sharedParams(program, expectation)
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

function partNames(program: Program, expectation: Expectation): readonly Candidate[] {
  const parts = [...(operationsOf(program, expectation)?.parts ?? [])];
  return parts.map(([label, type]) => ({
    label,
    kind: CompletionItemKind.Property,
    detail: type,
  }));
}

/** Of an unfinished rule whose tools are not declared, the arguments of no tool. */
function sharedParams(program: Program, expectation: Expectation): readonly Param[] {
  const tools = targetsOf(expectation).flatMap(
    (target) => program.tools.get(symbolKey(target)) ?? [],
  );
  const [first, ...others] = tools;
  return (first?.params ?? []).filter((param) => others.every((tool) => has(tool, param)));
}

function has({ params }: ToolDeclaration, { name, type }: Param): boolean {
  return params.some((param) => param.name.text === name.text && param.type.text === type.text);
}

/** What may be done with the field before the cursor; undefined where its type is not known. */
function operationsOf(program: Program, expectation: Expectation): Operations | undefined {
  const [name, part] = fieldOf(expectation);
  const declared = sharedParams(program, expectation).find((param) => param.name.text === name);
  const whole = declared && program.toolchain.operations(declared.type.text);
  if (part === undefined) return whole;
  const type = whole?.parts.get(part);
  return type === undefined ? undefined : program.toolchain.operations(type);
}

/** Comparisons that fit the type of the field. */
export function comparisons(program: Program, expectation: Expectation): readonly Candidate[] {
  const known = operationsOf(program, expectation);
  if (known?.literal === null) return [];
  const isOrdered = known?.isOrdered ?? true;
  const labels = ['==', '!=', ...(isOrdered ? ['<', '<=', '>', '>='] : [])];
  return labels.map((label) => ({ label, kind: CompletionItemKind.Operator }));
}

/** `matches`, `under` or `in`, where it fits the type of the field. */
export function relation(
  word: 'matches' | 'under' | 'in',
  program: Program,
  expectation: Expectation,
): readonly Candidate[] {
  const known = operationsOf(program, expectation);
  const fits = {
    matches: known?.isMatched ?? true,
    under: known === undefined || known.set === 'paths',
    in: known?.literal !== null,
  };
  const snippets = { matches: 'matches "$1"', under: 'under workspace', in: 'in $1' };
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
