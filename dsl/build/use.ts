import type { ActionArgument, ActionUse, Literal } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import { buildLiteral } from './condition.ts';
import type { Builder } from './cst.ts';
import {
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
import { buildActionName } from './target.ts';

/** The actions of every `does` of a node, in order. */
export function buildUses(builder: Builder, from: readonly CstNode[]): readonly ActionUse[] {
  return from
    .flatMap((does) => nodes(does, 'use'))
    .filter((use) => isWhole(builder, use))
    .map((use) => buildUse(builder, use));
}

function buildUse(builder: Builder, from: CstNode): ActionUse {
  const list = optionalNode(from, 'useArguments');
  const args = list === undefined ? [] : nodes(list, 'useArgument');
  if (list !== undefined) checkCommas(builder, list, args);
  return {
    action: buildActionName(builder, node(from, 'actionName')),
    args: args.map((arg) => buildUseArgument(builder, arg)),
    span: spanOf(builder, from),
  };
}

function buildUseArgument(builder: Builder, from: CstNode): ActionArgument {
  const label = optionalToken(from, t.Colon) && token(from, t.Word);
  const constant = optionalToken(from, t.Literal);
  const literal = constant && buildLiteral(builder, constant);
  const place = optionalNode(from, 'variable');
  if (place === undefined && literal !== undefined) checkPlaceholder(builder, literal);
  const names = place === undefined ? [] : tokens(place, t.Name);
  const [variable, part] = names.map((name) => wordOf(builder, name));
  const omission = optionalNode(from, 'skips');
  return {
    param: label && wordOf(builder, label),
    variable,
    part,
    isUnder: optionalToken(from, words.under) !== undefined,
    skips: omission && wordOf(builder, token(omission, t.Name)),
    literal,
    span: spanOf(builder, from),
  };
}

/** `"{remote}"` is the text and not what the placeholder stands for. */
function checkPlaceholder(builder: Builder, literal: Literal): void {
  if (literal.kind !== 'string') return;
  const name = /^\{([A-Za-z_][\w-]*)\}$/.exec(literal.value)?.[1];
  if (name === undefined) return;
  const message = `found the text ${quote(literal.value)}, expected the variable ${quote(name)}`;
  builder.report(
    finding('quoted-placeholder', literal.span, message, {
      help: `write \`${name}\``,
      fix: {
        title: `write \`${name}\``,
        edits: [{ span: literal.span, text: name }],
        safe: false,
      },
    }),
  );
}
