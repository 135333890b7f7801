import type { Condition, Field, Literal, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import { normalLiteral } from '../literal.ts';
import { readDirectory } from '../patterns/path.ts';
import type { Program } from '../program.ts';
import { type FieldMeaning, operations, type ValueType } from '../value-type.ts';
import { checkField, fieldText, typeText } from './field.ts';
import { checkEvent } from './history.ts';
import { checkOrigin } from './origin.ts';
import { checkValue, type Scope } from './scope.ts';
import { checkPattern, checkReading, checkSet } from './pattern.ts';
import { checkQuantifier } from './quantifier.ts';

/** A condition: every field exists on every subject and is compared as its type allows. */
export function* checkCondition(scope: Scope, condition: Condition): Generator<Diagnostic> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      yield* checkCondition(scope, condition.left);
      yield* checkCondition(scope, condition.right);
      break;
    case 'not':
      yield* checkCondition(opposite(scope), condition.operand);
      break;
    case 'has':
      yield* checkHas(scope, condition.field);
      break;
    case 'every':
    case 'any':
      yield* checkQuantifier(scope, condition, checkCondition);
      break;
    case 'after':
    case 'count':
      yield* checkEvent(scope, condition, checkCondition);
      break;
    case 'from':
      yield* checkOrigin(scope, condition);
      break;
    case 'compare-fields':
      yield* checkFields(scope, condition);
      break;
    default:
      yield* checkRelation(scope, condition);
  }
}

function opposite(scope: Scope): Scope {
  return { ...scope, isExcuse: scope.isExcuse === null ? null : !scope.isExcuse };
}

function* checkFields(
  scope: Scope,
  { field, other, span }: Extract<Condition, { kind: 'compare-fields' }>,
): Generator<Diagnostic> {
  const one = yield* checkValue(scope, field);
  const two = yield* checkValue(scope, other);
  if (one === undefined || two === undefined || one.type === two.type) return;
  const types = `type ${one.type} and ${fieldText(other)} of type ${two.type}`;
  const message = `${fieldText(field)} is of ${types}, expected two of one type`;
  yield finding('type-mismatch', span, message);
}

type Relation = Extract<Condition, { kind: 'compare' | 'matches' | 'under' | 'in' }>;

function* checkRelation(scope: Scope, relation: Relation): Generator<Diagnostic> {
  if (relation.kind === 'in' && relation.set.kind === 'set') {
    yield* checkSet(scope.patterns, relation.set);
  }
  const meaning = yield* checkValue(scope, relation.field);
  if (meaning === undefined) return;
  const { type } = meaning;
  if (relation.kind === 'compare') {
    yield* checkComparison(meaning, relation);
  } else if (relation.kind === 'in') {
    yield* checkMembership(scope, meaning, relation);
  } else if (isMisplaced(type, relation)) {
    yield misplaced(type, relation, relation.kind);
  } else if (relation.kind === 'matches') {
    yield* checkPattern(scope.patterns, type, relation.pattern);
  } else if (relation.base !== undefined) {
    yield* checkReading(scope.patterns, relation.base, readDirectory(relation.base.text));
  }
}

function isMisplaced(type: ValueType, relation: Relation): boolean {
  return relation.kind === 'under' ? type !== 'Path' : !operations[type].isMatched;
}

function* checkComparison(
  meaning: FieldMeaning,
  relation: Extract<Relation, { kind: 'compare' }>,
): Generator<Diagnostic> {
  const { field, operator, value } = relation;
  const { type } = meaning;
  const isEquality = operator === '==' || operator === '!=';
  const isAlone = value.span.start === field.span.start && value.span.end === field.span.end;
  if (isAlone && type !== 'Bool') {
    const message = `found ${fieldText(field)} of type ${typeOf(meaning)} alone, expected a comparison`;
    yield finding('field-alone', field.span, message, {
      help: `compare it, or ask \`has ${field.path.map((word) => `.${word.text}`).join('')}\``,
    });
  } else if (isEquality || operations[type].isOrdered) yield* checkLiteral(meaning, field, value);
  else yield misplaced(type, relation, operator);
}

/** The type of what a field reads, as a policy writes it. */
function typeOf({ value, type, reference }: FieldMeaning): string {
  return reference.part === null ? typeText({ ...value, list: false }) : type;
}

function* checkMembership(
  { program }: Scope,
  meaning: FieldMeaning,
  { field, set, span }: Extract<Relation, { kind: 'in' }>,
): Generator<Diagnostic> {
  const { type } = meaning;
  if (set.kind === 'list') {
    if (set.values.length === 0) {
      yield finding('matches-nothing', span, 'found an empty list, expected at least one value');
    }
    for (const value of set.values) yield* checkLiteral(meaning, field, value);
    return;
  }
  const declared = set.kind === 'name' ? program.sets.get(set.text) : undefined;
  const literal = set.kind === 'set' ? set : declared?.value;
  if (set.kind === 'name' && declared === undefined) yield unknownSet(program, set);
  else if (literal !== undefined && literal.of !== operations[type].set) {
    const message = `found a set of ${literal.of}, expected ${expectedSet(type, field)}`;
    yield finding('type-mismatch', set.span, message);
  }
}

function unknownSet({ sets }: Program, name: Word): Diagnostic {
  const message = `no set is called ${quote(name.text)}`;
  const help = `declare it with \`let\``;
  return finding('unknown-set', name.span, message, didYouMean(name, sets.keys(), help));
}

function expectedSet(type: ValueType, field: Field): string {
  const { set } = operations[type];
  const what = set === null ? 'a list such as `["a", "b"]`' : `\`${set}(...)\``;
  return `${what} for ${fieldText(field)} of type ${type}`;
}

function* checkLiteral(
  meaning: FieldMeaning,
  field: Field,
  literal: Literal,
): Generator<Diagnostic> {
  const { type } = meaning;
  const { literal: kind } = operations[type];
  const words = meaning.reference.part === null ? meaning.value.words : null;
  if (words !== null && literal.kind === 'string') {
    if (!words.includes(literal.value)) yield unknownWord(literal, words);
  } else if (isBare(literal)) {
    const message = `found the word ${quote(String(literal.value))}, expected a value of type ${type}`;
    yield finding('type-mismatch', literal.span, message, { help: 'write it in quotes' });
  } else if (literal.kind !== kind) {
    const message = `found ${article[literal.kind]}, expected ${kind ? article[kind] : 'none'} for ${fieldText(field)} of type ${type}`;
    yield finding('type-mismatch', literal.span, message);
  } else if (normalLiteral(type, literal) === undefined) {
    const message = `found ${quote(String(literal.value))}, expected ${forms[type] ?? 'plain text'}`;
    yield finding('literal-form', literal.span, message);
  } else if (typeof literal.value === 'string' && type !== 'Shell' && literal.value.includes('*')) {
    yield finding(
      'literal-wildcard',
      literal.span,
      '`*` stands for itself here, not for any text',
      {
        help: `use \`matches\``,
      },
    );
  }
}

/** A word without quotes, which only an enumeration has. */
function isBare(literal: Literal): boolean {
  return literal.kind === 'string' && literal.isWord === true;
}

/** A text that is no word of an enumeration. */
function unknownWord(
  { value, span }: Literal & { readonly kind: 'string' },
  words: readonly string[],
): Diagnostic {
  const message = `found ${quote(value)}, expected one of ${words.map(quote).join(', ')}`;
  const near = didYouMean({ text: value, span }, words);
  // What replaces a quoted text must be quoted as well.
  return finding('unknown-word', span, message, near.help === undefined ? {} : { help: near.help });
}

const article: Readonly<Record<Literal['kind'], string>> = {
  string: 'a string',
  integer: 'an integer',
  boolean: '`true` or `false`',
};

const forms: Partial<Record<ValueType, string>> = {
  Path: 'a path that can be placed, without `..` above its start',
  Url: 'a complete URL without user name, such as `https://host/path`',
  Host: 'a host without port or path, such as `docs.example.org`',
  Email: 'one plain address, such as `local@domain`',
  Scheme: 'a scheme without colon, such as `https`',
  UrlPath: 'a path that begins with `/`, without query',
};

function misplaced(type: ValueType, relation: Relation, operator: string): Diagnostic {
  const message = `found \`${operator}\` on ${fieldText(relation.field)} of type ${type}, expected ${operatorsOf(type)}`;
  return finding('operator-mismatch', relation.span, message);
}

function operatorsOf(type: ValueType): string {
  const { isOrdered, isMatched } = operations[type];
  const more = [
    ...(isOrdered ? ['`<`', '`<=`', '`>`', '`>=`'] : []),
    ...(isMatched ? ['`matches`'] : []),
    ...(type === 'Path' ? ['`under`'] : []),
  ];
  return ['`==`', '`!=`', ...more].join(', ').concat(' or `in`');
}

function* checkHas({ subjects, element }: Scope, field: Field): Generator<Diagnostic> {
  const meaning = yield* checkField(subjects, field);
  if (meaning === undefined) return;
  const [name, part] = field.path;
  if (part !== undefined || element !== null) {
    const message = `found ${fieldText(field)}, expected a whole parameter after \`has\``;
    yield finding('unknown-part', (part ?? field).span, message);
    return;
  }
  const params = subjects.flatMap(
    (subject) => subject.params.find((param) => param.name === name?.text) ?? [],
  );
  if (params.some((param) => param.optional)) return;
  yield finding('has-required', field.span, `${fieldText(field)} is always there`, {
    labels: params
      .slice(0, 1)
      .flatMap(({ span }) => (span ? [{ span, text: 'required here' }] : [])),
    help: 'remove the condition, or declare the parameter with `?`',
  });
}
