import type { ActionDeclaration, Observation, ToolDeclaration } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { Name, Text, words } from '../tokens.ts';
import type { Builder } from './cst.ts';
import {
  isWhole,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  tokens,
  wordOf,
} from './cst.ts';
import { buildParams } from './param.ts';
import { reportRepeated } from './repeated.ts';
import { buildActionName, buildToolName } from './target.ts';
import { buildUses } from './use.ts';

/** `tool NAME { ... } does ...`; undefined when its name is missing. */
export function buildTool(builder: Builder, from: CstNode): ToolDeclaration | undefined {
  const name = optionalNode(from, 'toolName');
  if (name === undefined || !isWhole(builder, name)) return undefined;
  const record = optionalNode(from, 'record');
  const trusted = onlyOne(builder, '`trusted`', nodes(from, 'trusted'));
  const does = onlyOne(builder, '`does`', nodes(from, 'does'));
  return {
    kind: 'tool',
    tool: buildToolName(builder, name),
    params: record === undefined ? [] : buildParams(builder, record),
    does: buildUses(builder, does),
    trusted: trusted.flatMap((list) => tokens(list, Text)).map((text) => wordOf(builder, text)),
    span: spanOf(builder, from),
  };
}

/** The first clause of a kind; others are reported. */
function onlyOne(builder: Builder, what: string, clauses: readonly CstNode[]): readonly CstNode[] {
  const [first, ...others] = clauses;
  if (first === undefined) return [];
  for (const other of others) reportRepeated(builder, what, first, other);
  return [first];
}

/** `action GROUP.NAME(...) risk LEVEL`; undefined when its name is missing. */
export function buildAction(builder: Builder, from: CstNode): ActionDeclaration | undefined {
  const name = optionalNode(from, 'actionName');
  if (name === undefined || !isWhole(builder, name)) return undefined;
  const params = optionalNode(from, 'params');
  const risk = optionalToken(from, words.risk) && optionalToken(from, Name);
  return {
    kind: 'action',
    action: buildActionName(builder, name),
    params: params === undefined ? [] : buildParams(builder, params),
    risk: risk && wordOf(builder, risk),
    span: spanOf(builder, from),
  };
}

/** `observe until "2026-12-31"`; undefined when a part of it is missing. */
export function buildObservation(builder: Builder, from: CstNode): Observation | undefined {
  if (!isWhole(builder, from)) return undefined;
  const until = wordOf(builder, token(from, Text));
  return { kind: 'observe', until, span: spanOf(builder, from) };
}
