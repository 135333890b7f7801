import type { Param, TypeExpression, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { paramTypes } from '../bundle/rules.ts';
import { didYouMean, finding } from '../finding.ts';

/** The types that a parameter can be declared with; `Refspec` is for words of commands. */
const declarable = paramTypes.filter((type) => type !== 'Refspec');

/** Parameters of a tool or an action: each declared once, of a type that exists. */
export function* checkParams(params: readonly Param[]): Generator<Diagnostic> {
  yield* checkNames(params);
  for (const { type } of params) yield* checkType(type, 'parameter');
}

function* checkNames(params: readonly Param[]): Generator<Diagnostic> {
  const first = new Map<string, Word>();
  for (const { name } of params) {
    const earlier = first.get(name.text);
    if (earlier === undefined) {
      first.set(name.text, name);
      continue;
    }
    const message = `a parameter called ${quote(name.text)} is already declared`;
    yield finding('duplicate-name', name.span, message, {
      labels: [{ span: earlier.span, text: 'first declared here' }],
      help: 'remove one of the two',
    });
  }
}

/** Where a type stands: lists and records are not nested further. */
type Level = 'parameter' | 'element' | 'field';

function* checkType(type: TypeExpression, level: Level): Generator<Diagnostic> {
  switch (type.kind) {
    case 'named':
      yield* checkTypeName(type);
      return;
    case 'enum':
      yield* checkWords(type.words);
      return;
    case 'list':
      if (level !== 'parameter') yield nested(type, 'list');
      else yield* checkType(type.element, 'element');
      return;
    default:
      if (level === 'field') {
        yield nested(type, 'record');
        return;
      }
      yield* checkNames(type.fields);
      for (const field of type.fields) yield* checkType(field.type, 'field');
  }
}

function nested({ span }: TypeExpression, what: string): Diagnostic {
  const message = `found a ${what} within a list or a record, expected a plain type`;
  return finding('type-nesting', span, message, {
    help: 'declare it as Json, which is not compared',
  });
}

function* checkWords(words: readonly Word[]): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const { text, span } of words) {
    if (seen.has(text)) {
      yield finding('duplicate-name', span, `the word ${quote(text)} is already there`, {
        help: 'remove it',
      });
    }
    seen.add(text);
  }
}

/** A type by name, of a parameter; `Refspec` only stands in commands. */
export function* checkTypeName(
  name: Word,
  known: readonly string[] = declarable,
): Generator<Diagnostic> {
  if (known.includes(name.text)) return;
  const message = `found type ${quote(name.text)}, expected one of ${known.join(', ')}`;
  yield finding('unknown-type', name.span, message, didYouMean(name, known));
}
