import type { Param, TypeExpression } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { Question, Word, words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import {
  isText,
  isWhole,
  node,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  tokens,
  wordOf,
} from './cst.ts';

/** The parameters between two brackets, those that were read as a whole. */
export function buildParams(builder: Builder, from: CstNode): readonly Param[] {
  const params = nodes(from, 'param').filter((param) => isWhole(builder, param));
  checkCommas(builder, from, params);
  return params.map((param) => buildParam(builder, param));
}

function buildParam(builder: Builder, from: CstNode): Param {
  return {
    name: wordOf(builder, token(from, Word)),
    optional: optionalToken(from, Question) !== undefined,
    type: buildType(builder, node(from, 'type')),
    inert: optionalToken(from, words.inert) !== undefined,
    ...(optionalToken(from, words.directory) === undefined ? {} : { directory: true as const }),
    span: spanOf(builder, from),
  };
}

/** One word is the name of a type, several or a quoted one are those of an enum. */
function buildType(builder: Builder, from: CstNode): TypeExpression {
  const span = spanOf(builder, from);
  const element = optionalNode(from, 'type');
  if (element !== undefined) return { kind: 'list', element: buildType(builder, element), span };
  const record = optionalNode(from, 'record');
  if (record !== undefined) return { kind: 'record', fields: buildParams(builder, record), span };
  const names = tokens(from, Word);
  const isEnum = names.length > 1 || names.some(isText);
  if (!isEnum) return { kind: 'named', ...wordOf(builder, token(from, Word)) };
  return { kind: 'enum', words: names.map((name) => wordOf(builder, name)), span };
}
