import type {
  Comparison,
  Condition,
  EventPattern,
  Field,
  Literal,
  LiteralList,
  Membership,
  OriginSource,
} from '../ast.ts';
import { chainOf } from '../condition.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { numeralValue } from '../numeral.ts';
import type { IToken } from '../tokens.ts';
import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import {
  isName,
  isText,
  literalValue,
  node,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  tokens,
  wordOf,
} from './cst.ts';
import { patternsIn, setKindOf } from './set.ts';
import { buildTarget, buildToolName } from './target.ts';

/** The condition of a `when` clause. */
export function buildWhen(builder: Builder, clause: CstNode): Condition {
  return buildDisjunction(builder, node(clause, 'disjunction'));
}

/** The condition of an `unless` clause, where an `or` must stand in parentheses. */
export function buildUnless(builder: Builder, clause: CstNode): Condition {
  const operand = node(clause, 'disjunction');
  const or = optionalToken(operand, words.or);
  if (or !== undefined) {
    const span = spanOf(builder, operand);
    const edits = [
      { span: { ...span, end: span.start }, text: '(' },
      { span: { ...span, start: span.end }, text: ')' },
    ];
    builder.report(
      finding(
        'bare-or',
        spanOf(builder, or),
        'found `or` after `unless`, expected it in parentheses',
        {
          help: 'put the whole condition of `unless` in parentheses',
          fix: { title: 'add parentheses', edits, safe: false },
        },
      ),
    );
  }
  return buildDisjunction(builder, operand);
}

/** A condition outside a rule, and any that stands in parentheses. */
export function buildDisjunction(builder: Builder, from: CstNode): Condition {
  const conjunctions = nodes(from, 'conjunction');
  const chains = conjunctions.map((each) => nodes(each, 'negation'));
  reportOpenEvents(builder, chains);
  const terms = conjunctions.map((term) => conjunction(builder, term));
  return chainOf('or', terms, spanOf(builder, from));
}

/** A reader could take what follows `after A where B` as a part of B, so nothing may follow it. */
function reportOpenEvents(builder: Builder, chains: readonly (readonly CstNode[])[]): void {
  for (const negation of chains.flat().slice(0, -1)) {
    const after = openEvent(negation);
    if (after === undefined) continue;
    const span = spanOf(builder, after);
    const edits = [
      { span: { ...span, end: span.start }, text: '(' },
      { span: { ...span, start: span.end }, text: ')' },
    ];
    const where = token(node(after, 'event'), words.where);
    const message =
      'found `where` before `and` or `or`, expected parentheses around what it governs';
    builder.report(
      finding('where-ambiguous', spanOf(builder, where), message, {
        help: 'write `(after A where B) and C`, or `after A where (B and C)`',
        fix: { title: 'end the event before the connective', edits, safe: false },
      }),
    );
  }
}

/** An `after` whose last part is a `where` without parentheses. */
function openEvent(negation: CstNode): CstNode | undefined {
  const after = optionalNode(node(negation, 'primary'), 'after');
  if (after === undefined || optionalNode(after, 'window') !== undefined) return undefined;
  const where = optionalNode(node(after, 'event'), 'comparison');
  if (where === undefined || optionalToken(where, t.OpenParen) !== undefined) return undefined;
  return after;
}

function conjunction(builder: Builder, from: CstNode): Condition {
  const terms = nodes(from, 'negation').map((term) => negation(builder, term));
  return chainOf('and', terms, spanOf(builder, from));
}

function negation(builder: Builder, from: CstNode): Condition {
  const operand = primary(builder, node(from, 'primary'));
  if (optionalToken(from, words.not) === undefined) return operand;
  return { kind: 'not', operand, span: spanOf(builder, from) };
}

function primary(builder: Builder, from: CstNode): Condition {
  const plain = optionalNode(from, 'comparison');
  if (plain !== undefined) return buildComparison(builder, plain);
  const quantified = optionalNode(from, 'quantified');
  if (quantified !== undefined) {
    const kind = optionalToken(quantified, words.every) === undefined ? 'any' : 'every';
    const operand = buildComparison(builder, node(quantified, 'comparison'));
    return { kind, operand, span: spanOf(builder, from) };
  }
  const after = optionalNode(from, 'after');
  return after === undefined
    ? buildCount(builder, node(from, 'count'))
    : { kind: 'after', ...buildOccurrence(builder, after), span: spanOf(builder, after) };
}

function buildCount(builder: Builder, from: CstNode): Condition {
  return {
    kind: 'count',
    ...buildOccurrence(builder, from),
    operator: token(from, t.Comparator).image as Comparison,
    value: numeralValue(token(from, t.Integer).image),
    span: spanOf(builder, from),
  };
}

function buildOccurrence(
  builder: Builder,
  from: CstNode,
): { readonly event: EventPattern; readonly withinMs: number | undefined } {
  const event = node(from, 'event');
  const where = optionalNode(event, 'comparison');
  const window = optionalNode(from, 'window');
  return {
    event: {
      target: buildTarget(builder, node(event, 'target')),
      where: where && buildComparison(builder, where),
      span: spanOf(builder, event),
    },
    withinMs: window && numeralValue(token(window, t.Duration).image),
  };
}

/** One comparison, or any condition in parentheses. */
function buildComparison(builder: Builder, from: CstNode): Condition {
  const span = spanOf(builder, from);
  const inner = optionalNode(from, 'disjunction');
  if (inner !== undefined) return { ...buildDisjunction(builder, inner), span };
  const field = buildField(builder, node(from, 'field'));
  const relation = optionalNode(from, 'relation');
  return relation === undefined
    ? { kind: 'has', field, span }
    : { ...buildRelation(builder, relation, field), span };
}

function buildField(builder: Builder, from: CstNode): Field {
  const path = tokens(from, t.Word).map((part) => wordOf(builder, part));
  return { kind: 'field', path, span: spanOf(builder, from) };
}

function buildRelation(builder: Builder, from: CstNode, field: Field): Condition {
  const span = spanOf(builder, from);
  const operator = optionalToken(from, t.Comparator);
  if (operator !== undefined) return buildCompare(builder, from, field);
  const text = optionalToken(from, t.Text);
  if (optionalToken(from, words.matches) !== undefined) {
    return { kind: 'matches', field, pattern: wordOf(builder, token(from, t.Text)), span };
  }
  if (optionalToken(from, words.under) !== undefined) {
    return { kind: 'under', field, base: text && wordOf(builder, text), span };
  }
  const origins = optionalNode(from, 'origins');
  if (origins !== undefined) {
    const sources = nodes(origins, 'toolName').map((source) => buildOrigin(builder, source));
    return { kind: 'from', field, sources, span };
  }
  const set = optionalNode(from, 'membership');
  if (set !== undefined) return { kind: 'in', field, set: membership(builder, set), span };
  const value: Literal = { kind: 'boolean', value: true, span: field.span };
  return { kind: 'compare', field, operator: '==', value, span };
}

/** `.branch == "main"`, `.method == GET`, `.old != .new`. */
function buildCompare(builder: Builder, from: CstNode, field: Field): Condition {
  const span = spanOf(builder, from);
  const written = token(from, t.Comparator);
  const operator = written.image as Comparison;
  const operand = node(from, 'operand');
  const second = optionalNode(operand, 'field');
  if (second === undefined) {
    const value = buildConstant(
      builder,
      optionalToken(operand, t.Literal) ?? token(operand, t.Name),
    );
    return { kind: 'compare', field, operator, value, span };
  }
  const other = buildField(builder, second);
  if (operator === '==' || operator === '!=') {
    return { kind: 'compare-fields', field, operator, other, span };
  }
  const message = `found ${quote(operator)} between two fields, expected \`==\` or \`!=\``;
  const help = 'compare each of them with an integer';
  builder.report(finding('ordered-fields', spanOf(builder, written), message, { help }));
  return { kind: 'compare-fields', field, operator: '==', other, span };
}

/** The word `prompt` is what the person typed; a tool of that name is quoted. */
function buildOrigin(builder: Builder, from: CstNode): OriginSource {
  const tool = buildToolName(builder, from);
  const isPrompt = tool.server === undefined && !isText(token(from, t.Word));
  return isPrompt && tool.name.text === 'prompt' ? { kind: 'prompt', span: tool.span } : tool;
}

function membership(builder: Builder, from: CstNode): Membership {
  const list = optionalNode(from, 'list');
  if (list !== undefined) return buildList(builder, list);
  const name = wordOf(builder, token(from, t.Name));
  const patterns = optionalNode(from, 'patterns');
  if (patterns === undefined) return { kind: 'name', ...name };
  const of = setKindOf(builder, name);
  return { kind: 'set', of, patterns: patternsIn(builder, patterns), span: spanOf(builder, from) };
}

function buildList(builder: Builder, from: CstNode): LiteralList {
  const constants = tokens(from, t.Constant);
  checkCommas(builder, from, constants);
  const values = constants.map((constant) => buildConstant(builder, constant));
  return { kind: 'list', values, span: spanOf(builder, from) };
}

/** A literal, or a word of an enum. */
function buildConstant(builder: Builder, from: IToken): Literal {
  if (!isName(from)) return buildLiteral(builder, from);
  return { kind: 'string', value: from.image, isWord: true, span: spanOf(builder, from) };
}

/** A string, an integer, `true` or `false`. */
export function buildLiteral(builder: Builder, from: IToken): Literal {
  const value = literalValue(from);
  const span = spanOf(builder, from);
  if (typeof value === 'string') return { kind: 'string', value, span };
  return typeof value === 'number'
    ? { kind: 'integer', value, span }
    : { kind: 'boolean', value, span };
}
