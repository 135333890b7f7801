import type { Condition, Field, Literal, ToolDeclaration, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import type { PatternCache } from '../automata/cache.ts';
import { didYouMean, finding } from '../finding.ts';
import { normalLiteral } from '../literal.ts';
import { readDirectory } from '../patterns/path.ts';
import type { Program } from '../program.ts';
import { operations, type ValueType } from '../value-type.ts';
import { checkField, fieldText } from './field.ts';
import { checkPattern, checkReading, checkSet } from './pattern.ts';

/** What a condition may refer to. */
export interface Scope {
  readonly program: Program;
  readonly patterns: PatternCache;
  /** The tools of the rule, as far as they are declared. */
  readonly tools: readonly ToolDeclaration[];
}

/** A condition: every field exists on every tool and is compared as its type allows. */
export function* checkCondition(scope: Scope, condition: Condition): Generator<Diagnostic> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      yield* checkCondition(scope, condition.left);
      yield* checkCondition(scope, condition.right);
      break;
    case 'not':
      yield* checkCondition(scope, condition.operand);
      break;
    case 'has':
      yield* checkHas(scope, condition.field);
      break;
    default:
      yield* checkRelation(scope, condition);
  }
}

type Relation = Extract<Condition, { kind: 'compare' | 'matches' | 'under' | 'in' }>;

function* checkRelation(scope: Scope, relation: Relation): Generator<Diagnostic> {
  if (relation.kind === 'in' && relation.set.kind === 'set') {
    yield* checkSet(scope.patterns, relation.set);
  }
  const type = yield* checkField(scope.tools, relation.field);
  if (type === undefined) return;
  if (type === 'Json') {
    const message = `${fieldText(relation.field)} is of type Json, which is never compared`;
    yield finding('json-compared', relation.span, message, {
      help: 'declare the parameter with the type that its values have',
    });
  } else if (relation.kind === 'compare') {
    yield* checkComparison(type, relation);
  } else if (relation.kind === 'in') {
    yield* checkMembership(scope, type, relation);
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
  type: ValueType,
  relation: Extract<Relation, { kind: 'compare' }>,
): Generator<Diagnostic> {
  const { operator, value } = relation;
  const isEquality = operator === '==' || operator === '!=';
  if (isEquality || operations[type].isOrdered) yield* checkLiteral(type, relation.field, value);
  else yield misplaced(type, relation, operator);
}

function* checkMembership(
  { program }: Scope,
  type: ValueType,
  { field, set, span }: Extract<Relation, { kind: 'in' }>,
): Generator<Diagnostic> {
  if (set.kind === 'list') {
    if (set.values.length === 0) {
      yield finding('matches-nothing', span, 'found an empty list, expected at least one value');
    }
    for (const value of set.values) yield* checkLiteral(type, field, value);
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

function* checkLiteral(type: ValueType, field: Field, literal: Literal): Generator<Diagnostic> {
  const { literal: kind } = operations[type];
  if (literal.kind !== kind) {
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

function* checkHas({ tools }: Scope, field: Field): Generator<Diagnostic> {
  const type = yield* checkField(tools, field);
  if (type === undefined) return;
  const [name, part] = field.path;
  if (part !== undefined) {
    const message = `found ${fieldText(field)}, expected a whole parameter after \`has\``;
    yield finding('unknown-part', part.span, message);
    return;
  }
  const params = tools.flatMap(
    (tool) => tool.params.find((param) => param.name.text === name?.text) ?? [],
  );
  if (params.some((param) => param.optional)) return;
  yield finding('has-required', field.span, `${fieldText(field)} is always there`, {
    labels: params.slice(0, 1).map(({ span }) => ({ span, text: 'required here' })),
    help: 'remove the condition, or declare the parameter with `?`',
  });
}
