import type { Comparison, Condition, Field, Literal, LiteralList, Membership } from '../ast.ts';
import { chainOf } from '../condition.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import type { IToken } from '../tokens.ts';
import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import {
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
  const terms = nodes(from, 'conjunction').map((term) => conjunction(builder, term));
  return chainOf('or', terms, spanOf(builder, from));
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
  if (operator !== undefined) {
    const value = buildLiteral(builder, token(from, t.Literal));
    return { kind: 'compare', field, operator: operator.image as Comparison, value, span };
  }
  const text = optionalToken(from, t.Text);
  if (optionalToken(from, words.matches) !== undefined) {
    return { kind: 'matches', field, pattern: wordOf(builder, token(from, t.Text)), span };
  }
  if (optionalToken(from, words.under) !== undefined) {
    return { kind: 'under', field, base: text && wordOf(builder, text), span };
  }
  return { kind: 'in', field, set: membership(builder, node(from, 'membership')), span };
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
  const literals = tokens(from, t.Literal);
  checkCommas(builder, from, literals);
  const values = literals.map((literal) => buildLiteral(builder, literal));
  return { kind: 'list', values, span: spanOf(builder, from) };
}

function buildLiteral(builder: Builder, from: IToken): Literal {
  const value = literalValue(from);
  const span = spanOf(builder, from);
  if (typeof value === 'string') return { kind: 'string', value, span };
  return typeof value === 'number'
    ? { kind: 'integer', value, span }
    : { kind: 'boolean', value, span };
}
